/* As much JSON as the corpus needs: an object of texts and lists of texts. */

#ifndef FLAT_H
#define FLAT_H

#include "check.h"

typedef struct {
    char *text;
    size_t len;
} string;

typedef struct {
    string key;
    string *items; /* one for a text */
    size_t count;
    int list;
} field;

typedef struct {
    field *fields;
    size_t count;
} object;

static void *grown(void *place, size_t count, size_t size) {
    if ((count & (count - 1)) == 0) place = realloc(place, (count ? 2 * count : 1) * size);
    CHECK(place != NULL);
    return place;
}

static void put(char **to, uint32_t point) {
    if (point < 0x80) {
        *(*to)++ = (char)point;
        return;
    }
    const int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    const uint32_t heads[] = {0, 0xc0, 0xe0, 0xf0};
    *(*to)++ = (char)(heads[more] | (point >> (6 * more)));
    for (int i = more - 1; i >= 0; i--) *(*to)++ = (char)(0x80 | ((point >> (6 * i)) & 0x3f));
}

static uint32_t hex(const char **at, int digits) {
    char word[9] = {0};
    memcpy(word, *at, (size_t)digits);
    *at += digits;
    return (uint32_t)strtoul(word, NULL, 16);
}

static string read_text(const char **at) {
    CHECK(**at == '"');
    string out = {malloc(strlen(*at) + 1), 0};
    char *to = out.text;
    CHECK(to != NULL);
    for ((*at)++; **at != '"';) {
        CHECK(**at != '\0');
        if (**at != '\\') {
            *to++ = *(*at)++;
            continue;
        }
        const char escaped = (*at)[1];
        *at += 2;
        if (escaped == 'u') {
            uint32_t point = hex(at, 4);
            if (point >= 0xd800 && point < 0xdc00) {
                *at += 2;
                point = 0x10000 + ((point - 0xd800) << 10) + (hex(at, 4) - 0xdc00);
            }
            put(&to, point);
        } else {
            const char *from = "nrtbf", *into = "\n\r\t\b\f", *found = strchr(from, escaped);
            *to++ = found ? into[found - from] : escaped;
        }
    }
    (*at)++;
    *to = '\0';
    out.len = (size_t)(to - out.text);
    return out;
}

static object read_object(const char *at) {
    object out = {NULL, 0};
    CHECK(*at++ == '{');
    while (*at != '}') {
        field one = {read_text(&at), NULL, 0, 0};
        CHECK(*at++ == ':');
        one.list = *at == '[';
        if (one.list) at++;
        while (*at != ']') {
            one.items = grown(one.items, one.count, sizeof *one.items);
            one.items[one.count++] = read_text(&at);
            if (!one.list) break;
            if (*at == ',') at++;
        }
        if (one.list) at++;
        out.fields = grown(out.fields, out.count, sizeof *out.fields);
        out.fields[out.count++] = one;
        if (*at == ',') at++;
    }
    return out;
}

static void free_object(object of) {
    for (size_t i = 0; i < of.count; i++) {
        for (size_t j = 0; j < of.fields[i].count; j++) free(of.fields[i].items[j].text);
        free(of.fields[i].items);
        free(of.fields[i].key.text);
    }
    free(of.fields);
}

static const field *find(const object *of, const char *key) {
    for (size_t i = 0; i < of->count; i++) {
        if (strcmp(of->fields[i].key.text, key) == 0) return &of->fields[i];
    }
    return NULL;
}

static string get(const object *of, const char *key) {
    const field *found = find(of, key);
    CHECK(found != NULL && !found->list && found->count == 1);
    return found->items[0];
}

#endif
