using MayorsMechanism.Identity.Events;
using MayorsMechanism.Identity.Staff;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;

namespace MayorsMechanism.Identity.Clients;

public enum ClientKind
{
    /// <summary>Of one regional network: reads and writes only what belongs to its members.</summary>
    Network,

    /// <summary>Of the secretariat.</summary>
    Secretariat,
}

/// <param name="Name">Who uses it and for what.</param>
/// <param name="Kind">Whom it speaks for; never changes.</param>
/// <param name="Scopes">What its tokens may be used for.</param>
/// <param name="NetworkId">The network's organisation id; exactly for a network's client.</param>
public sealed record CreateClient([Text(200)] string Name, ClientKind Kind, [Scopes, AtMost(20)] string[] Scopes, Guid? NetworkId = null)
{
    public static CreateClient Example => new(
        "FLACMA, membership database", ClientKind.Network, ["registry:read", "registry:write", "nominations:write"],
        new Guid("0197a3c0-5f00-7000-8000-000000000001"));
}

/// <summary>What can be changed about a client.</summary>
[ValidatableType]
public sealed record ClientDetails([Text(200)] string Name, [Scopes, AtMost(20)] string[] Scopes)
{
    public static ClientDetails Example => new("FLACMA, membership database", ["registry:read"]);
}

/// <param name="Id">The client id of RFC 6749.</param>
/// <param name="Version">Rises with each change.</param>
/// <param name="Name">Who uses it and for what.</param>
/// <param name="Kind">Whom it speaks for.</param>
/// <param name="NetworkId">The network's organisation id.</param>
/// <param name="Scopes">What its tokens may be used for.</param>
/// <param name="Disabled">Whether it gets no tokens; those it has end within ten minutes.</param>
/// <param name="CreatedBy">Staff account or client.</param>
/// <param name="CreatedAt">When.</param>
public sealed record ClientResponse(
    Guid Id, int Version, string Name, ClientKind Kind, Guid? NetworkId, string[] Scopes, bool Disabled, string CreatedBy, DateTimeOffset CreatedAt) : IVersioned;

/// <param name="Client">The client.</param>
/// <param name="ClientId">For the token request.</param>
/// <param name="ClientSecret">For the token request. Shown here and never again.</param>
public sealed record CreatedClientResponse(ClientResponse Client, Guid ClientId, string ClientSecret) : IVersioned
{
    int IVersioned.Version => Client.Version;
}

static class ClientEndpoints
{
    public static void MapClients(this WebApplication app)
    {
        var clients = app.MapGroup("/api/v1/clients").RequireScope(Scopes.IdentityManage).RequireSecretariat().WithTags("Clients");
        clients.MapPost("/", Create).WithMetadata(new AnswerHoldsSecret()).WithName("CreateClient").WithSummary("Create an API client; its secret is shown once");
        clients.MapGet("/", List).WithName("ListClients").WithSummary("API clients, oldest first");
        clients.MapGet("/{id:guid}", Get).WithName("GetClient").WithSummary("An API client");
        clients.MapPatch("/{id:guid}", Update).WithName("UpdateClient").WithSummary("Rename an API client or change its scopes");
        clients.MapPost("/{id:guid}/disable", Disable).WithName("DisableClient").WithSummary("Give an API client no more tokens");
        clients.MapPost("/{id:guid}/enable", Enable).WithName("EnableClient").WithSummary("Give a disabled API client tokens again");
    }

    static async Task<CreatedRecord<CreatedClientResponse>> Create(
        CreateClient request, Caller caller, IdentityDbContext db, SecurityLog log, TimeProvider time, CancellationToken cancel)
    {
        if (request is { Kind: ClientKind.Network, NetworkId: null }) throw new ShapeException("networkId", "network-id-needed");
        if (request is { Kind: ClientKind.Secretariat, NetworkId: not null }) throw new ShapeException("networkId", "network-id-unwanted");
        var client = new ApiClient
        {
            Name = request.Name,
            Kind = request.Kind is ClientKind.Network ? CallerKind.Network : CallerKind.Secretariat,
            NetworkId = request.NetworkId,
            CreatedBy = caller.Subject,
            CreatedAt = time.GetUtcNow(),
        };
        client.Grant(request.Scopes);
        if (client.ManagesIdentity) caller.MustBeAdministrator();
        var secret = ClientSecret.Mark + Secret.New();
        client.Add(secret, time.GetUtcNow(), TimeSpan.Zero);
        db.Clients.Add(client);
        log.Add(db, SecurityEventKind.ClientCreated, client.Id.ToString());
        await db.SaveChangesAsync(cancel);
        return new($"/api/v1/clients/{client.Id}", new(Response(client), client.Id, secret));
    }

    static Task<Page<ClientResponse>> List([AsParameters] PageQuery page, Guid? networkId, IdentityDbContext db, CancellationToken cancel)
    {
        var all = db.Clients.AsNoTracking();
        if (networkId is not null) all = all.Where(client => client.NetworkId == networkId);
        var rest = page.Cursor<IdCursor>() is { } cursor ? all.Where(client => client.Id.CompareTo(cursor.Id) > 0) : all;
        return page.RunAsync(rest.OrderBy(client => client.Id).Select(client => Response(client)), all, client => new IdCursor(client.Id), cancel);
    }

    static async Task<RecordResult<ClientResponse>> Get(Guid id, IdentityDbContext db, CancellationToken cancel) =>
        new(Response(await db.GetAsync<ApiClient>(id, cancel)));

    static async Task<RecordResult<ClientResponse>> Update(
        Guid id, MergePatch<ClientDetails> patch, IfMatch ifMatch, Caller caller, IdentityDbContext db, SecurityLog log, CancellationToken cancel)
    {
        var client = await ClaimAsync(id, ifMatch, caller, db, cancel);
        var details = await patch.ApplyToAsync(new(client.Name, client.Scopes));
        client.Name = details.Name;
        client.Grant(details.Scopes);
        if (client.ManagesIdentity) caller.MustBeAdministrator();
        return await SaveAsync(client, SecurityEventKind.ClientChanged, db, log, cancel);
    }

    static async Task<RecordResult<ClientResponse>> Disable(
        Guid id, IfMatch ifMatch, Caller caller, IdentityDbContext db, SecurityLog log, CancellationToken cancel)
    {
        var client = await ClaimAsync(id, ifMatch, caller, db, cancel);
        client.Disable();
        return await SaveAsync(client, SecurityEventKind.ClientDisabled, db, log, cancel);
    }

    static async Task<RecordResult<ClientResponse>> Enable(
        Guid id, IfMatch ifMatch, Caller caller, IdentityDbContext db, SecurityLog log, CancellationToken cancel)
    {
        var client = await ClaimAsync(id, ifMatch, caller, db, cancel);
        client.Enable();
        return await SaveAsync(client, SecurityEventKind.ClientEnabled, db, log, cancel);
    }

    static async Task<ApiClient> ClaimAsync(Guid id, IfMatch ifMatch, Caller caller, IdentityDbContext db, CancellationToken cancel)
    {
        var client = await db.GetAsync<ApiClient>(id, cancel);
        if (client.ManagesIdentity) caller.MustBeAdministrator();
        ifMatch.Claim(client);
        return client;
    }

    static async Task<RecordResult<ClientResponse>> SaveAsync(
        ApiClient client, SecurityEventKind kind, IdentityDbContext db, SecurityLog log, CancellationToken cancel)
    {
        log.Add(db, kind, client.Id.ToString());
        await db.SaveChangesAsync(cancel);
        return new(Response(client));
    }

    static ClientResponse Response(ApiClient client) => new(
        client.Id, client.Version, client.Name, client.Kind is CallerKind.Network ? ClientKind.Network : ClientKind.Secretariat,
        client.NetworkId, client.Scopes, client.Disabled, client.CreatedBy, client.CreatedAt);
}
