using System.Text.Json.Serialization;
using MayorsMechanism.Identity.Clients;
using MayorsMechanism.Identity.Events;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.EntityFrameworkCore;
using Microsoft.OpenApi;

namespace MayorsMechanism.Identity.Tokens;

/// <summary>The form of a token request; client id and secret may come by HTTP Basic instead.</summary>
public sealed record TokenForm(
    [property: JsonPropertyName("grant_type")] string GrantType,
    [property: JsonPropertyName("client_id")] string? ClientId,
    [property: JsonPropertyName("client_secret")] string? ClientSecret,
    [property: JsonPropertyName("scope")] string? Scope);

/// <param name="AccessToken">For the Authorization header.</param>
/// <param name="TokenType">Bearer.</param>
/// <param name="ExpiresIn">Seconds.</param>
/// <param name="Scope">What it may be used for, space-separated.</param>
public sealed record TokenResponse(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] int ExpiresIn,
    [property: JsonPropertyName("scope")] string Scope);

/// <summary>RFC 6749, section 5.2.</summary>
public sealed record TokenError(
    [property: JsonPropertyName("error")] string Error, [property: JsonPropertyName("error_description")] string Description);

static class TokenEndpoint
{
    public static void MapTokens(this WebApplication app) =>
        app.MapPost("/connect/token", Issue).AllowAnonymous().WithMetadata(new AnswerHoldsSecret())
            .AddOpenApiOperationTransformer(DescribeFormAsync)
            .Produces<TokenResponse>().Produces<TokenError>(400).Produces<TokenError>(401)
            .WithName("GetToken").WithSummary("An access token for an API client (client credentials)").WithTags("Access");

    /// <summary>Not by Accepts: routing would then refuse other media types, and not in the words of RFC 6749.</summary>
    static async Task DescribeFormAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var schema = await context.GetOrCreateSchemaAsync(typeof(TokenForm), cancellationToken: cancel);
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType> { ["application/x-www-form-urlencoded"] = new() { Schema = schema } },
        };
    }

    static async Task<IResult> Issue(
        HttpContext http, IdentityDbContext db, TokenWriter tokens, [FromServices] FailedClients failures, SecurityLog log, TimeProvider time,
        CancellationToken cancel)
    {
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            var request = await TokenRequest.ReadAsync(http.Request);
            var client = await AuthenticateAsync(request, db, log, time.GetUtcNow(), cancel) ?? throw await RefuseAsync(request, db, failures, log, cancel);
            var scopes = request.Scopes ?? client.Scopes;
            if (scopes.Except(client.Scopes).Any()) throw new TokenException("invalid_scope", "The client does not have every scope asked for.");
            var token = await tokens.ForAsync(client, scopes, cancel);
            return TypedResults.Ok(new TokenResponse(token, "Bearer", (int)TokenWriter.ClientLifetime.TotalSeconds, string.Join(' ', scopes)));
        }
        catch (TokenException e)
        {
            if (e.Status == 401 && http.Request.Headers.Authorization.Count > 0) http.Response.Headers.WWWAuthenticate = "Basic realm=\"mayors-mechanism\"";
            if (e.Status == 429) http.Response.Headers.RetryAfter = "60";
            return TypedResults.Json(new TokenError(e.Error, e.Message), statusCode: e.Status);
        }
    }

    /// <summary>Null for an unknown client, a wrong secret, a disabled client: whoever asks learns no more than that.</summary>
    static async Task<ApiClient?> AuthenticateAsync(
        TokenRequest request, IdentityDbContext db, SecurityLog log, DateTimeOffset now, CancellationToken cancel)
    {
        var id = Guid.TryParse(request.ClientId, out var parsed) ? parsed : Guid.Empty;
        var client = await db.Clients.AsNoTracking().Include(c => c.Secrets).SingleOrDefaultAsync(c => c.Id == id, cancel);
        var used = (client ?? ApiClient.Nobody).Match(Secret.Hash(request.Secret), now);
        if (client is not { Disabled: false } || used is null) return null;
        await NoteUseAsync(used, db, log, now, cancel);
        return client;
    }

    /// <summary>To the minute: a write for each token would cost more than it tells.</summary>
    static async Task NoteUseAsync(ClientSecret used, IdentityDbContext db, SecurityLog log, DateTimeOffset now, CancellationToken cancel)
    {
        if (used.LastUsedAt is { } last && now - last < TimeSpan.FromMinutes(1)) return;
        var isFirst = await db.ClientSecrets.Where(s => s.Id == used.Id && s.LastUsedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.LastUsedAt, now), cancel) == 1;
        if (isFirst) await log.WriteAsync(SecurityEventKind.SecretFirstUsed, used.Id.ToString());
        else await db.ClientSecrets.Where(s => s.Id == used.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.LastUsedAt, now), cancel);
    }

    static async Task<TokenException> RefuseAsync(
        TokenRequest request, IdentityDbContext db, FailedClients failures, SecurityLog log, CancellationToken cancel)
    {
        var known = Guid.TryParse(request.ClientId, out var id) && await db.Clients.AnyAsync(c => c.Id == id, cancel);
        // All unknown ids count as one, or they could be made up without end.
        if (!failures.Count(known ? id.ToString() : "")) return new("invalid_client", "Too many wrong secrets. Wait a minute.", 429);
        await log.WriteAsync(SecurityEventKind.ClientRefused, known ? id.ToString() : null);
        return TokenRequest.InvalidClient("Client id or secret is not right, or the client is disabled.");
    }
}
