// The header as C++11 reads it, and a program that links.

#include <ombud.h>

int main() {
    ombud_engine *engine = nullptr;
    ombud_error *error = nullptr;
    if (ombud_engine_new(nullptr, 0, &engine, &error) != OMBUD_OK) return 1;
    ombud_engine_free(engine);
    return ombud_abi_version() == OMBUD_ABI_VERSION ? 0 : 1;
}
