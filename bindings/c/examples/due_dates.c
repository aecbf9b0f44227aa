/* A night's batch: fixed-width records with names in GBK, each with a day of receipt, come out with the
 * day until which the complaint is to be decided.
 *
 *   cc due_dates.c $(pkg-config --cflags --libs ombud) -o due_dates
 *   ./due_dates cn-complaints-2020 CN-CM-018a <records.txt >answered.txt
 *
 * A record is 12 bytes of number, 20 bytes of name, 8 bytes of date (YYYYMMDD) and a line feed; names
 * are copied byte by byte, whatever their encoding. The answer is the record with 8 bytes more: the due
 * date, or spaces where there is none. A date that is none ends the batch with the number of its line.
 */

#include <ombud.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER = 12, NAME = 20, DATE = 8, RECORD = NUMBER + NAME + DATE + 1 };

static void must(uint32_t number, ombud_error *error) {
    if (number != OMBUD_OK) {
        fprintf(stderr, "%s\n%s\n", ombud_error_message(error, OMBUD_LANG_ZH),
                ombud_error_message(error, OMBUD_LANG_EN));
        exit(1);
    }
}

/* So many digits as a number; -1 where another sign stands among them. */
static int32_t digits(const char *at, int count) {
    int32_t number = 0;
    for (int i = 0; i < count; i++) {
        if (at[i] < '0' || at[i] > '9') return -1;
        number = number * 10 + (at[i] - '0');
    }
    return number;
}

static int32_t day(const char *date, size_t line) {
    ombud_error *error = NULL;
    int32_t days = OMBUD_NO_DATE;
    if (memcmp(date, "        ", DATE) == 0) return OMBUD_NO_DATE;
    if (ombud_date_days(digits(date, 4), digits(date + 4, 2), digits(date + 6, 2), &days, &error) != OMBUD_OK) {
        fprintf(stderr, "line %lu: ", (unsigned long)line);
        must(ombud_error_code(error), error);
    }
    return days;
}

int main(int argc, char **argv) {
    ombud_engine *engine = NULL;
    ombud_error *error = NULL;
    char *records = NULL;
    size_t count = 0, room = 0;
    if (argc != 3) {
        fprintf(stderr, "due_dates REGIME CLOCK <records\n");
        return 2;
    }

    for (;;) {
        if (count == room) {
            room = room ? room * 2 : 4096;
            records = realloc(records, room * RECORD);
            if (records == NULL) return 1;
        }
        const size_t read = fread(records + count * RECORD, 1, RECORD, stdin);
        if (read == 0) break;
        if (read != RECORD || records[count * RECORD + RECORD - 1] != '\n') {
            fprintf(stderr, "line %lu is not as long as a record\n", (unsigned long)count + 1);
            return 1;
        }
        count++;
    }

    int32_t *received = malloc((count + 1) * sizeof *received);
    int32_t *due = malloc((count + 1) * sizeof *due);
    if (received == NULL || due == NULL) return 1;
    for (size_t i = 0; i < count; i++) received[i] = day(records + i * RECORD + NUMBER + NAME, i + 1);

    must(ombud_engine_new(NULL, 0, &engine, &error), error);
    must(ombud_engine_due_dates(engine, argv[1], argv[2], received, count, due, &error), error);

    for (size_t i = 0; i < count; i++) {
        char date[DATE + 4] = "        ";
        if (due[i] != OMBUD_NO_DATE) {
            int32_t year = 0, month = 0, of_month = 0;
            must(ombud_date_ymd(due[i], &year, &month, &of_month, &error), error);
            snprintf(date, sizeof date, "%04d%02d%02d", (int)year % 10000, (int)month % 100, (int)of_month % 100);
        }
        fwrite(records + i * RECORD, 1, RECORD - 1, stdout);
        fwrite(date, 1, DATE, stdout);
        putchar('\n');
    }

    free(received);
    free(due);
    free(records);
    ombud_engine_free(engine);
    return fflush(stdout) == 0 ? 0 : 1;
}
