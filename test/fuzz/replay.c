// SPDX-License-Identifier: MIT
/*
 * Feeds stored inputs to a fuzz target without libFuzzer, so that any compiler
 * and every test run can do it: replay FILE|FOLDER... A target that fails
 * aborts. No input at all is a failure too: an empty corpus proves nothing.
 */
#define _POSIX_C_SOURCE 200809L
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned int fed;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void feed(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data = NULL;
	size_t size = 0, room = 0;

	if (!file)
		die(path);
	do {
		if (size == room) {
			room = room ? 2 * room : 4096;
			data = realloc(data, room);
			if (!data)
				die(path);
		}
		size += fread(data + size, 1, room - size, file);
	} while (!feof(file) && !ferror(file));
	if (ferror(file))
		die(path);
	fclose(file);
	/* Named before it runs: the last one named is the one that failed. */
	printf("%s (%zu bytes)\n", path, size);
	fflush(stdout);
	LLVMFuzzerTestOneInput(data, size);
	free(data);
	fed++;
}

static void feed_folder(const char *folder, DIR *dir)
{
	const struct dirent *entry;

	while ((entry = readdir(dir))) {
		char path[4096];
		int len = snprintf(path, sizeof(path), "%s/%s", folder,
				   entry->d_name);

		if (entry->d_name[0] == '.')
			continue;
		if (len < 0 || (size_t)len >= sizeof(path)) {
			fprintf(stderr, "%s: path too long\n", folder);
			exit(1);
		}
		feed(path);
	}
}

int main(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++) {
		DIR *dir = opendir(argv[i]);

		if (dir) {
			feed_folder(argv[i], dir);
			closedir(dir);
		} else {
			feed(argv[i]);
		}
	}
	printf("%u inputs\n", fed);
	if (!fed)
		fprintf(stderr, "replay: no input: name files or folders\n");
	return fed ? 0 : 1;
}
