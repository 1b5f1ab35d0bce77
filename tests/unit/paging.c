/* Where the next page of an answer is, and that nobody can send the token elsewhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "fleet/paging.h"

/* The next address of a walk that got this page first; "" for none, "refused" when it may not be asked. */
static const char *next_of(const char *source, const char *first, const char *page)
{
    static char shown[LIMIT_FETCH_URL + 1];
    const struct paging *p = paging_find(bytes_str(source));
    struct paging_walk w = {.first = bytes_str(first)};
    struct page_end end;
    struct error e = {0};
    struct arena a;
    struct buf next;

    assert_non_null(p);
    arena_init(&a, 1 << 20);
    buf_init(&next, LIMIT_FETCH_URL);
    snprintf(shown, sizeof shown, "refused");
    if (paging_read(p, &a, bytes_str(page), &end, &e) && paging_next(p, &w, &end, &next, &e))
        snprintf(shown, sizeof shown, "%.*s", (int)next.size, (const char *)next.data);
    buf_free(&next);
    arena_free(&a);
    return shown;
}

static void each_source_goes_on_in_its_way(void **state)
{
    static const struct {
        const char *source, *first, *page, *next;
    } rows[] = {
        {"amapi", "https://a.example/v1/devices", "{\"devices\":[{}],\"nextPageToken\":\"a b&c=d\"}", "https://a.example/v1/devices?pageToken=a%20b%26c%3Dd"},
        {"amapi", "https://a.example/v1/devices?pageSize=9", "{\"nextPageToken\":\"x\"}", "https://a.example/v1/devices?pageSize=9&pageToken=x"},
        {"amapi", "https://a.example/v1/devices", "{\"devices\":[{}]}", ""},
        {"amapi", "https://a.example/v1/devices", "{\"devices\":[{}],\"nextPageToken\":\"\"}", ""},
        {"intune", "https://g.example/v1.0/d", "{\"value\":[],\"@odata.nextLink\":\"https:\\/\\/g.example/v1.0/d?a=1\\u0026$skiptoken=2\"}", "https://g.example/v1.0/d?a=1&$skiptoken=2"},
        {"intune", "https://g.example/v1.0/d", "{\"value\":[],\"@odata.nextLink\":null}", ""},
        {"intune", "https://g.example/v1.0/d", "{\"value\":[],\"@odata.nextLink\":\"https://g.example.evil.example/\"}", "refused"},
        {"intune", "https://g.example/v1.0/d", "{\"value\":[],\"@odata.nextLink\":\"http://g.example/v1.0/d\"}", "refused"},
        {"intune", "https://g.example/v1.0/d", "{\"value\":[],\"@odata.nextLink\":\"https://g.example@evil.example/\"}", "refused"},
        {"intune", "https://g.example/v1.0/d", "{\"value\":[],\"@odata.nextLink\":\"https://g.example:444/\"}", "refused"},
        {"intune", "https://g.example/v1.0/d", "{\"value\":[],\"@odata.nextLink\":\"https://g.example\\\\@evil.example/\"}", "refused"},
        {"intune", "https://g.example/v1.0/d", "{\"value\":[],\"@odata.nextLink\":\"https://g.example/\\r\\nHost: x\"}", "refused"},
        {"intune", "https://g.example/v1.0/d", "{\"value\":[],\"@odata.nextLink\":\"file:///etc/passwd\"}", "refused"},
        {"intune", "https://g.example/v1.0/d", "{\"value\":[],\"@odata.nextLink\":\"/v1.0/d?2\"}", "refused"},
        {"jamf", "https://j.example/api/v2/mobile-devices/detail", "{\"totalCount\":3,\"results\":[{},{}]}", "https://j.example/api/v2/mobile-devices/detail?page=1"},
        {"jamf", "https://j.example/api", "{\"totalCount\":2,\"results\":[{},{}]}", ""},
        {"jamf", "https://j.example/api", "{\"totalCount\":9,\"results\":[]}", ""},
        {"fleet", "https://f.example/h?populate_software=true", "{\"hosts\":[{}],\"meta\":{\"has_next_results\":true}}", "https://f.example/h?populate_software=true&page=1"},
        {"fleet", "https://f.example/h", "{\"hosts\":[{}],\"meta\":{\"has_next_results\":false}}", ""},
        {"fleet", "https://f.example/h", "{\"hosts\":[{}]}", ""},
        {"amapi", "https://a.example/", "[]", "refused"},
        {"amapi", "https://a.example/", "{\"devices\":[{]}", "refused"},
        {"amapi", "https://a.example/", "{\"devices\":[{}", "refused"},
        {"amapi", "https://a.example/", "", "refused"},
        {"amapi", "https://a.example/", "{\"nextPageToken\":\"\\ud800\"}", "refused"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(next_of(rows[i].source, rows[i].first, rows[i].page), rows[i].next);
    assert_null(paging_find(BYTES("pm")));
}

static void a_token_goes_over_https_or_stays_here(void **state)
{
    static const char *const good[] = {"https://a.example/x?y=z", "https://a.example", "http://127.0.0.1:80/x", "http://localhost/x", "http://[::1]:8080/"};
    static const char *const bad[] = {"", "http", "https://", "http://a.example/", "http://localhost.example/", "http://127.0.0.1.example/", "ftp://a.example/", "https:/a.example/",
                                      "https://u@a.example/", "https://u:p@a.example/", "https://a.example/ x", "https://a.example/#x", "https://a.example/\x7f", "file:///x", "//a"};
    struct error e = {0};

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(paging_address(bytes_str(good[i]), &e));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(paging_address(bytes_str(bad[i]), &e));
}

static void an_address_is_limited(void **state)
{
    static char url[LIMIT_FETCH_URL + 2];
    struct error e = {0};

    (void)state;
    memset(url, 'a', sizeof url);
    memcpy(url, "https://", 8);
    for (unsigned n = LIMIT_FETCH_URL - 1; n <= LIMIT_FETCH_URL + 1; n++)
        assert_int_equal(paging_address(bytes_of(url, n), &e), n <= LIMIT_FETCH_URL);
}

static void a_page_is_limited(void **state)
{
    static uint8_t page[LIMIT_FETCH_PAGE + 1];
    const struct paging *p = paging_find(BYTES("amapi"));
    struct page_end end;
    struct error e = {0};
    struct arena a;

    (void)state;
    memset(page, ' ', sizeof page);
    memcpy(page, "{}", 2);
    arena_init(&a, 1 << 20);
    for (size_t n = LIMIT_FETCH_PAGE - 1; n <= LIMIT_FETCH_PAGE + 1; n++)
        assert_int_equal(paging_read(p, &a, bytes_of(page, n), &end, &e), n <= LIMIT_FETCH_PAGE);
    arena_free(&a);
}

static void pages_are_limited(void **state)
{
    const struct paging *p = paging_find(BYTES("amapi"));
    const struct page_end end = {.value = BYTES("x"), .total = UINT64_MAX};
    struct buf next;

    (void)state;
    buf_init(&next, LIMIT_FETCH_URL);
    for (unsigned n = LIMIT_FETCH_PAGES - 2; n <= LIMIT_FETCH_PAGES; n++) {
        struct paging_walk w = {.first = BYTES("https://a.example/"), .pages = n};
        struct error e = {0};
        assert_int_equal(paging_next(p, &w, &end, &next, &e), n + 1 < LIMIT_FETCH_PAGES); /* another page after n + 1 */
    }
    buf_free(&next);
}

static void a_busy_server_is_waited_for(void **state)
{
    (void)state;
    assert_int_equal(paging_wait(0, 0), 1);
    assert_int_equal(paging_wait(3, 0), 8);
    assert_int_equal(paging_wait(3, 5), 5);
    assert_int_equal(paging_wait(LIMIT_FETCH_TRIES - 1, 0), 60);
    assert_int_equal(paging_wait(LIMIT_FETCH_TRIES, 0), -1);
    assert_int_equal(paging_wait(LIMIT_FETCH_TRIES + 1, 1), -1);
    for (int n = LIMIT_FETCH_WAIT - 1; n <= LIMIT_FETCH_WAIT + 1; n++)
        assert_int_equal(paging_wait(0, n), n <= LIMIT_FETCH_WAIT ? n : -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_source_goes_on_in_its_way), cmocka_unit_test(a_token_goes_over_https_or_stays_here), cmocka_unit_test(an_address_is_limited),
        cmocka_unit_test(a_page_is_limited),              cmocka_unit_test(pages_are_limited),                      cmocka_unit_test(a_busy_server_is_waited_for),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
