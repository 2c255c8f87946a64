using System.Security.Cryptography;
using System.Text;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MayorsMechanism.ServiceDefaults.Api;

/// <summary>
/// POST with an <c>Idempotency-Key</c>: done once, and answered the same for 24 hours. The key's row is inserted first, in the transaction of
/// the work; a second request with the same key waits on that row in the database, on whatever replica it arrived, and then replays.
/// An answer other than 2xx is rolled back together with its key.
/// </summary>
public static class Idempotency
{
    public const string Header = "Idempotency-Key";
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    public static void AddIdempotency<TContext>(this IHostApplicationBuilder builder) where TContext : ServiceDbContext =>
        builder.Services.AddHostedService<IdempotencyCleanup<TContext>>();

    /// <summary>Covers every POST of an authenticated caller. Call it after <c>UseServiceDefaults</c>.</summary>
    public static void UseIdempotency<TContext>(this WebApplication app) where TContext : ServiceDbContext => app.Use(HandleAsync<TContext>);

    static Task HandleAsync<TContext>(HttpContext http, RequestDelegate next) where TContext : ServiceDbContext
    {
        var key = http.Request.Headers[Header].ToString();
        if (!HttpMethods.IsPost(http.Request.Method) || key.Length == 0 || http.User.FindFirst(Claims.Subject) is null
            || http.GetEndpoint()?.Metadata.GetMetadata<TakesSecret>() is not null) return next(http);
        if (key.Length > 255) throw new ShapeException(Header, Text.Reference("text-length", 255));
        return RunOnceAsync(http, next, key, http.RequestServices.GetRequiredService<TContext>());
    }

    static async Task RunOnceAsync(HttpContext http, RequestDelegate next, string key, ServiceDbContext db)
    {
        var cancel = http.RequestAborted;
        var hash = await HashBodyAsync(http);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (!await ClaimAsync(db, http, key, hash, cancel))
        {
            await ReplayAsync(http, await FindAsync(db, http, key, cancel), hash);
            return;
        }

        var answer = await CaptureAsync(http, next);
        if (http.Response.StatusCode is >= 200 and < 300)
        {
            await StoreAsync(db, http, key, answer, cancel);
            await transaction.CommitAsync(cancel);
        }
        else
        {
            await transaction.RollbackAsync(cancel);
        }
        // An empty answer stays unstarted, for the problem writer to fill.
        if (answer.Length > 0) await http.Response.Body.WriteAsync(answer, cancel);
    }

    static async Task<byte[]> HashBodyAsync(HttpContext http)
    {
        http.Request.EnableBuffering();
        var hash = await SHA256.HashDataAsync(http.Request.Body, http.RequestAborted);
        http.Request.Body.Position = 0;
        return hash;
    }

    /// <summary>True when the key is ours. Waits while another transaction holds it; an expired row gives way.</summary>
    static async Task<bool> ClaimAsync(ServiceDbContext db, HttpContext http, string key, byte[] hash, CancellationToken cancel)
    {
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        return await db.Database.ExecuteSqlAsync($"""
            INSERT INTO idempotent_answers AS known (subject, method, path, key, body_hash, created_at, status)
            VALUES ({Subject(http)}, {http.Request.Method}, {PathOf(http)}, {key}, {hash}, {now}, 0)
            ON CONFLICT (subject, method, path, key) DO UPDATE SET body_hash = EXCLUDED.body_hash, created_at = EXCLUDED.created_at
            WHERE known.created_at < {now - Lifetime}
            """, cancel) == 1;
    }

    static Task<IdempotentAnswer> FindAsync(ServiceDbContext db, HttpContext http, string key, CancellationToken cancel)
    {
        var (subject, method, path) = (Subject(http), http.Request.Method, PathOf(http));
        return db.IdempotentAnswers.AsNoTracking()
            .SingleAsync(a => a.Subject == subject && a.Method == method && a.Path == path && a.Key == key, cancel);
    }

    static Task StoreAsync(ServiceDbContext db, HttpContext http, string key, byte[] body, CancellationToken cancel)
    {
        var (subject, method, path) = (Subject(http), http.Request.Method, PathOf(http));
        var response = http.Response;
        var stored = http.GetEndpoint()?.Metadata.GetMetadata<AnswerHoldsSecret>() is null ? body : null;
        var (status, location, etag, type) = (response.StatusCode, (string?)response.Headers.Location, (string?)response.Headers.ETag, response.ContentType);
        return db.IdempotentAnswers.Where(a => a.Subject == subject && a.Method == method && a.Path == path && a.Key == key)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.Status, status).SetProperty(a => a.Location, location)
                .SetProperty(a => a.EntityTag, etag).SetProperty(a => a.ContentType, type).SetProperty(a => a.Body, stored), cancel);
    }

    static Task ReplayAsync(HttpContext http, IdempotentAnswer first, byte[] hash)
    {
        if (!first.BodyHash.AsSpan().SequenceEqual(hash)) throw new ProblemException(422, "idempotency-key-reused");
        if (first.Body is null) throw new RuleViolation("secret-already-shown");
        var response = http.Response;
        response.StatusCode = first.Status;
        response.Headers["Idempotency-Replayed"] = "true";
        if (first.Location is not null) response.Headers.Location = first.Location;
        if (first.EntityTag is not null) response.Headers.ETag = first.EntityTag;
        if (first.ContentType is not null) response.ContentType = first.ContentType;
        return response.Body.WriteAsync(first.Body, http.RequestAborted).AsTask();
    }

    /// <summary>Runs the request with its answer held back, so that nothing is sent before the commit.</summary>
    static async Task<byte[]> CaptureAsync(HttpContext http, RequestDelegate next)
    {
        var wire = http.Response.Body;
        using var held = new MemoryStream();
        http.Response.Body = held;
        try
        {
            await next(http);
        }
        finally
        {
            http.Response.Body = wire;
        }
        return held.ToArray();
    }

    static string Subject(HttpContext http) => http.User.FindFirst(Claims.Subject)!.Value;

    /// <summary>Part of the table's key, so a long one is kept as its hash.</summary>
    static string PathOf(HttpContext http)
    {
        var path = http.Request.Path + http.Request.QueryString.Value;
        return path.Length <= 200 ? path : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)));
    }
}

/// <summary>Endpoint metadata: the body holds a password or a code, of which not even a hash is kept. Its key is ignored.</summary>
public sealed class TakesSecret;

/// <summary>Endpoint metadata: the answer shows a secret once. A retry with the same key gets 409 <c>secret-already-shown</c>.</summary>
public sealed class AnswerHoldsSecret;
