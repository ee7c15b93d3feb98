/* SPDX-License-Identifier: GPL-2.0 */
/* Values of all kinds, for tests/target/values*.stp. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum color { RED = 1, GREEN = 7 };
enum sign { MINUS = -3, PLUS = 3 };

struct small {
	int number;
	unsigned int low : 3;
	int high : 5;
	char letter;
};

union number {
	int whole;
	double real;
};

struct node;
typedef int (*handler_fn)(struct node *node);

struct node {
	struct small in;
	struct small *ptr;
	union number un;
	union {
		int left;
		long right;
	};
	struct {
		short p, q;
	};
	char name[16];
	const char *text;
	int list[4];
	struct small many[3];
	enum color color;
	enum sign sign;
	double real;
	float single;
	handler_fn handler;
	void *any;
	unsigned char byte;
	signed char tiny;
	_Bool yes;
	unsigned short word;
	uint64_t big;
	int64_t negative;
	struct node *next;
	int grid[2][3];
	unsigned long wide : 40;
	long narrow : 24;
	struct opaque *opaque;
	int tail[];
};

struct node global_node;
int global_number = -42;
static volatile unsigned char hidden = 200;
static volatile __thread int per_thread = 11;
__thread struct small thread_small = { 21, 2, -2, 't' };
const char *global_text = "global";
struct node blank = { .in = { 1, 2, -3, 'b' },
		      .un.real = 1.5,
		      .right = 8589934593,
		      .name = "blank",
		      .many = { { 4, 5, 6, '\n' } },
		      .color = RED,
		      .sign = PLUS };

__attribute__((noinline)) int count(struct node *node)
{
	return node->in.number + hidden + per_thread;
}

__attribute__((noinline)) int other(struct node *node)
{
	return node->in.number - 1;
}

__attribute__((noinline)) struct small *give(int which)
{
	return which ? &global_node.in : NULL;
}

__attribute__((noinline)) struct small make(int number)
{
	struct small made = { number, 5, -7, 'm' };

	return made;
}

__attribute__((noinline)) unsigned char shrink(int number)
{
	return (unsigned char)number;
}

__attribute__((noinline)) long target(struct node *node, signed char c,
				      unsigned short u, long n,
				      const char *text, struct small small,
				      char **argv, struct node **nodes)
{
	long sum = c + u + n + small.number;

	sum += text[0] + argv[0][0] + nodes[0]->in.number;
	return sum + node->handler(node);
}

static void fill(struct node *node)
{
	static struct small pointed = { 77, 6, -9, 'p' };
	int i;

	node->in = (struct small){ -5, 3, -1, 'i' };
	node->ptr = &pointed;
	node->un.whole = 99;
	node->right = -123456789012;
	node->p = -1;
	node->q = 2;
	strcpy(node->name, "a \"name\"");
	node->text = "text\n";
	for (i = 0; i < 4; i++)
		node->list[i] = i * 10 - 5;
	for (i = 0; i < 3; i++)
		node->many[i] = (struct small){ i + 1, i + 2, i - 2, 'A' + i };
	node->color = GREEN;
	node->sign = MINUS;
	node->real = 2.5;
	node->single = 0.5f;
	node->handler = count;
	node->any = node;
	node->byte = 255;
	node->tiny = -1;
	node->yes = 1;
	node->word = 65535;
	node->big = 0xfedcba9876543210;
	node->negative = INT64_MIN;
	for (i = 0; i < 6; i++)
		node->grid[i / 3][i % 3] = i + 100;
	node->wide = 0xff12345678;
	node->narrow = -2;
	node->tail[0] = 1000;
	node->tail[1] = 1001;
}

int main(void)
{
	struct node *node = calloc(1, sizeof(*node) + 2 * sizeof(int));
	struct node *nodes[2] = { node, NULL };
	char word[] = "word", *argv[] = { word, NULL };
	struct small small = { 31, 1, -16, 's' };
	long sum;

	fill(node);
	node->next = &global_node;
	fill(&global_node);
	global_node.in.number = 1234;
	sum = target(node, -2, 60000, -3000000000, "argument", small, argv,
		     nodes);
	sum += give(1)->number + make(8).number + shrink(511) + other(node);
	return sum == 42;
}
