using MayorsMechanism.Identity.Events;
using MayorsMechanism.Identity.Staff;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Identity.Clients;

/// <param name="OverlapDays">How long the secret before it stays valid: 0 to 30 days; 7 unless given.</param>
public sealed record CreateSecret([Between(0, 30)] int? OverlapDays = null)
{
    public static CreateSecret Example => new(7);
}

/// <param name="Id">For revoking it.</param>
/// <param name="Version">Rises with each change.</param>
/// <param name="Prefix">How the secret starts.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="ExpiresAt">Until when it is valid; null: until it is replaced or revoked.</param>
/// <param name="LastUsedAt">To the minute.</param>
public sealed record SecretResponse(
    Guid Id, int Version, string Prefix, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt) : IVersioned;

/// <param name="Secret">The secret's record.</param>
/// <param name="ClientSecret">Shown here and never again.</param>
public sealed record CreatedSecretResponse(SecretResponse Secret, string ClientSecret) : IVersioned
{
    int IVersioned.Version => Secret.Version;
}

static class SecretEndpoints
{
    public static void MapClientSecrets(this WebApplication app)
    {
        var secrets = app.MapGroup("/api/v1/clients/{id:guid}/secrets").RequireScope(Scopes.IdentityManage).RequireSecretariat().WithTags("Clients");
        secrets.MapGet("/", List).WithName("ListClientSecrets").WithSummary("A client's valid secrets, without the secrets themselves");
        secrets.MapPost("/", Create).WithMetadata(new AnswerHoldsSecret())
            .WithName("CreateClientSecret").WithSummary("A new secret, shown once; the one before stays valid for the overlap");
        secrets.MapDelete("/{secretId:guid}", Revoke).WithName("RevokeClientSecret").WithSummary("Revoke a secret at once");
    }

    static async Task<Page<SecretResponse>> List(Guid id, IdentityDbContext db, TimeProvider time, CancellationToken cancel)
    {
        var client = await FindAsync(id, db, cancel);
        return new([.. client.Secrets.Where(s => s.IsValid(time.GetUtcNow())).OrderBy(s => s.Id).Select(Response)], null, null);
    }

    /// <summary>Alone: two requests at once must not leave three secrets.</summary>
    static Task<CreatedRecord<CreatedSecretResponse>> Create(
        Guid id, CreateSecret request, Caller caller, IdentityDbContext db, SecurityLog log, TimeProvider time, CancellationToken cancel) =>
        db.AloneAsync($"secrets:{id}", async () =>
        {
            var client = await FindAsync(id, db, cancel);
            if (client.ManagesIdentity) caller.MustBeAdministrator();
            var text = ClientSecret.Mark + Secret.New();
            var secret = client.Add(text, time.GetUtcNow(), TimeSpan.FromDays(request.OverlapDays ?? 7));
            db.ClientSecrets.Add(secret);
            log.Add(db, SecurityEventKind.SecretCreated, secret.Id.ToString());
            await db.SaveChangesAsync(cancel);
            return new CreatedRecord<CreatedSecretResponse>($"/api/v1/clients/{id}/secrets/{secret.Id}", new(Response(secret), text));
        }, cancel);

    static async Task<NoContent> Revoke(
        Guid id, Guid secretId, IfMatch ifMatch, Caller caller, IdentityDbContext db, SecurityLog log, CancellationToken cancel)
    {
        var client = await FindAsync(id, db, cancel);
        var secret = client.Secrets.SingleOrDefault(s => s.Id == secretId) ?? throw new ProblemException(404, "http-404");
        if (client.ManagesIdentity) caller.MustBeAdministrator();
        ifMatch.Claim(secret);
        db.ClientSecrets.Remove(secret);
        log.Add(db, SecurityEventKind.SecretRevoked, secret.Id.ToString());
        await db.SaveChangesAsync(cancel);
        return TypedResults.NoContent();
    }

    static async Task<ApiClient> FindAsync(Guid id, IdentityDbContext db, CancellationToken cancel) =>
        await db.Clients.Include(client => client.Secrets).SingleOrDefaultAsync(client => client.Id == id, cancel) ?? throw new ProblemException(404, "http-404");

    static SecretResponse Response(ClientSecret secret) =>
        new(secret.Id, secret.Version, secret.Prefix, secret.CreatedAt, secret.ExpiresAt, secret.LastUsedAt);
}
