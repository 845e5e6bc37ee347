/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Writes JSON (RFC 8259) to a stream, member by member. */
#ifndef TOOL_COMMON_JSON_H
#define TOOL_COMMON_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define JSON_DEPTH_MAX 8

/* Begin with { .to = stream }. */
struct json {
	FILE *to;
	bool has_member;	   /* of the innermost object or array */
	unsigned int depth;	   /* how many are open */
	char open[JSON_DEPTH_MAX]; /* '{' or '[' */
};

/*
 * In each function @name is that of the member, a literal, or NULL in an array
 * and for the outermost value.
 */

/** json_open - begin an object, '{', or an array, '[' */
void json_open(struct json *json, const char *name, char bracket);

/** json_close - end the innermost object or array */
void json_close(struct json *json);

/** json_close_to - end all of them but the outermost @depth */
void json_close_to(struct json *json, unsigned int depth);

/** json_text - write a string, or null for NULL */
void json_text(struct json *json, const char *name, const char *text);

/** json_number - write a number that is not negative */
void json_number(struct json *json, const char *name, uint64_t number);

/** json_bool - write true or false */
void json_bool(struct json *json, const char *name, bool is_true);

/** json_null - write null */
void json_null(struct json *json, const char *name);

/**
 * json_string - write a string alone, in its quotes
 * @text: any bytes; one that is not part of UTF-8 is written as \\xNN
 * @size: bytes at @text
 */
void json_string(FILE *to, const void *text, size_t size);

#endif
