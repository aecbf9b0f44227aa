/* The native half of org.ombud.test.Streams: a producer and a reader of Arrow C streams, in place of an
 * Arrow library. */

#include <jni.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ombud.h"

#define NATIVE(name) Java_org_ombud_test_Streams_##name

typedef struct ArrowArrayStream stream;

static stream *at(jlong address) { return (stream *)(intptr_t)address; }

/* The one array of a stream, and what it refers to. */
typedef struct {
    const void *buffers[2];
    jint len;
    int32_t days[];
} column;

static void release_schema(struct ArrowSchema *schema) { schema->release = NULL; }

static void release_array(struct ArrowArray *array)
{
    free(array->private_data);
    array->release = NULL;
}

static void release_stream(stream *of)
{
    free(of->private_data);
    of->release = NULL;
}

static int get_schema(stream *of, struct ArrowSchema *out)
{
    (void)of;
    *out = (struct ArrowSchema){.format = "tdD", .name = "received", .flags = ARROW_FLAG_NULLABLE,
                                .release = release_schema};
    return 0;
}

/* The column, then nothing. */
static int get_next(stream *of, struct ArrowArray *out)
{
    column *held = of->private_data;
    of->private_data = NULL;
    *out = (struct ArrowArray){0};
    if (held != NULL) {
        *out = (struct ArrowArray){.length = held->len, .n_buffers = 2, .buffers = held->buffers,
                                   .release = release_array, .private_data = held};
    }
    return 0;
}

static const char *get_last_error(stream *of)
{
    (void)of;
    return NULL;
}

JNIEXPORT jlong JNICALL NATIVE(released)(JNIEnv *env, jclass type)
{
    (void)env, (void)type;
    return (jlong)(intptr_t)calloc(1, sizeof(stream));
}

JNIEXPORT jlong JNICALL NATIVE(column)(JNIEnv *env, jclass type, jintArray days)
{
    jlong made = NATIVE(released)(env, type);
    jsize len = (*env)->GetArrayLength(env, days);
    column *held = calloc(1, sizeof *held + (size_t)len * sizeof *held->days);
    held->len = len;
    held->buffers[1] = held->days;
    (*env)->GetIntArrayRegion(env, days, 0, len, (jint *)held->days);
    *at(made) = (stream){get_schema, get_next, get_last_error, release_stream, held};
    return made;
}

JNIEXPORT jboolean JNICALL NATIVE(isReleased)(JNIEnv *env, jclass type, jlong of)
{
    (void)env, (void)type;
    return at(of)->release == NULL;
}

/* The dates of the first column of the next batch, those that are missing as OMBUD_NO_DATE. */
JNIEXPORT jintArray JNICALL NATIVE(next)(JNIEnv *env, jclass type, jlong of)
{
    (void)type;
    struct ArrowArray batch;
    if (at(of)->get_next(at(of), &batch) != 0 || batch.release == NULL) {
        return NULL;
    }
    const struct ArrowArray *first = batch.children[0];
    const uint8_t *valid = first->buffers[0];
    const int32_t *days = first->buffers[1];
    jintArray result = (*env)->NewIntArray(env, (jsize)first->length);
    for (int64_t i = 0; i < first->length; i++) {
        int64_t place = first->offset + i;
        int there = valid == NULL || (valid[place / 8] >> (place % 8) & 1);
        jint day = there ? days[place] : OMBUD_NO_DATE;
        (*env)->SetIntArrayRegion(env, result, (jsize)i, 1, &day);
    }
    batch.release(&batch);
    return result;
}

JNIEXPORT void JNICALL NATIVE(free)(JNIEnv *env, jclass type, jlong of)
{
    (void)env, (void)type;
    if (at(of)->release != NULL) {
        at(of)->release(at(of));
    }
    free(at(of));
}
