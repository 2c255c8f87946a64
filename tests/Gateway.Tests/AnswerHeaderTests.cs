using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Gateway.Tests;

public class AnswerHeaderTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A service's answer, refusals, our own documents, pages.</summary>
    public static TheoryData<string> Paths => ["/api/v1/people", "/api/v1/unknown", "/connect/unknown", "/openapi/v1.json", "/docs/index.html", "/health", "/people", "/r/x", "/calendar/x.ics"];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Every_answer_carries_the_security_headers(string path)
    {
        await using var backend = await Backend.StartAsync();
        await using var gateway = new TestGateway().Before("registry", backend).Before("console", backend).Before("consultations", backend)
            .With("PublicOrigin", "https://mayors.test");

        var headers = (await gateway.Client().GetAsync(path, Cancel)).Headers;

        headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        headers.GetValues("X-Frame-Options").ShouldBe(["DENY"]);
        headers.GetValues("Referrer-Policy").Single().ShouldBe(path == "/people" ? "same-origin" : "no-referrer");
        headers.GetValues("Permissions-Policy").Single().ShouldContain("camera=()");
        headers.GetValues("Cross-Origin-Opener-Policy").ShouldBe(["same-origin"]);
        headers.GetValues("Cross-Origin-Resource-Policy").ShouldBe(["same-origin"]);
        headers.GetValues("Cross-Origin-Embedder-Policy").ShouldBe(["require-corp"]);
        headers.GetValues("Strict-Transport-Security").Single().ShouldStartWith("max-age=31536000");
        headers.GetValues("X-Request-Id").Single().Length.ShouldBe(32);
        var csp = headers.GetValues("Content-Security-Policy").Single();
        csp.ShouldStartWith("default-src 'none'");
        csp.ShouldContain("frame-ancestors 'none'");
        csp.Split(';').ShouldNotContain(directive => directive.Contains("script-src") && directive.Contains("unsafe"));
    }

    [Fact]
    public async Task Authenticated_answers_and_secret_pages_are_not_stored_and_a_services_own_word_stands()
    {
        await using var backend = await Backend.StartAsync(http =>
        {
            if (http.Request.Query.ContainsKey("own")) http.Response.Headers.CacheControl = "private, max-age=5";
            return Task.CompletedTask;
        });
        await using var gateway = new TestGateway().Before("registry", backend).Before("console", backend).Before("consultations", backend);
        var client = gateway.Client(TestTokens.Secretariat());

        (await client.GetAsync("/api/v1/people", Cancel)).Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await client.GetAsync("/api/v1/people?own", Cancel)).Headers.CacheControl!.ToString().ShouldBe("max-age=5, private");
        (await gateway.Client().GetAsync("/r/x", Cancel)).Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await gateway.Client().GetAsync("/calendar/x.ics", Cancel)).Headers.CacheControl!.NoStore.ShouldBeTrue();
        foreach (var path in (string[])["/people", "/calendar/consultations/x.ics", "/public/schedules/x"])
        {
            (await gateway.Client().GetAsync(path, Cancel)).Headers.CacheControl.ShouldBeNull(path);
        }
    }

    [Fact]
    public async Task The_request_id_is_ours_and_without_TLS_no_HSTS_is_sent()
    {
        await using var backend = await Backend.StartAsync(http =>
        {
            http.Response.Headers["X-Request-Id"] = "the service's";
            return Task.CompletedTask;
        });
        await using var gateway = new TestGateway().Before("registry", backend);
        var client = gateway.Client(TestTokens.Secretariat());
        client.DefaultRequestHeaders.Add("X-Request-Id", "the caller's");

        var headers = (await client.GetAsync("/api/v1/people", Cancel)).Headers;

        headers.GetValues("X-Request-Id").Single().ShouldMatch("^[0-9a-f]{32}$");
        headers.Contains("Strict-Transport-Security").ShouldBeFalse();
    }
}
