/* SPDX-License-Identifier: GPL-2.0 */
/* Types of every kind. */
typedef struct {
	int x;
} anon_t;
struct tag {
	int a;
};
union un {
	int i;
};
enum en { A, B };
typedef int (*call_t)(int, char *);

int f(const char *s, char *const p, volatile int vi,
      int (*fp)(int, const char *), void *v, unsigned char uc, anon_t an,
      struct tag *t, union un u, enum en e, char **argv, call_t cb,
      long long ll, _Bool b, float fl, void (*vf)(void), struct tag const *ct,
      int (*pa)[4], int (*va)(const char *, ...))
{
	int array[4][2];
	struct {
		int q;
	} inner;
	int (*calls[3])(void);
	char name[16];
	const int ci = 3;

	array[0][0] = inner.q = name[0] = 1;
	calls[0] = 0;
	return array[0][0] + ci + !calls[0] + !s + !p + vi + !fp + !v + uc +
	       an.x + !t + u.i + e + !argv + !cb + (int)ll + b + (int)fl + !vf +
	       !ct + !pa + !va;
}

int main(void)
{
	return 0;
}
