using System.Security.Cryptography;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;

namespace MayorsMechanism.Identity.Clients;

sealed class ApiClient : Entity
{
    /// <summary>Takes as long to refuse as any other.</summary>
    public static readonly ApiClient Nobody = new() { Name = "", CreatedBy = "", CreatedAt = default };

    public required string Name { get; set; }
    public CallerKind Kind { get; init; }

    /// <summary>The network's organisation in Registry; exactly when the client is a network's.</summary>
    public Guid? NetworkId { get; init; }

    public string[] Scopes { get; private set; } = [];
    public bool Disabled { get; private set; }
    public required string CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public List<ClientSecret> Secrets { get; private set; } = [];

    public bool ManagesIdentity => Scopes.Contains(ServiceDefaults.Security.Scopes.IdentityManage);

    /// <exception cref="RuleViolation"><c>scope-not-for-networks</c></exception>
    public void Grant(IEnumerable<string> scopes)
    {
        string[] granted = [.. scopes.Distinct().Order(StringComparer.Ordinal)];
        if (Kind is CallerKind.Network && granted.Except(ClientScopes.ForNetworks).FirstOrDefault() is { } denied)
        {
            throw new RuleViolation("scope-not-for-networks", denied);
        }
        Scopes = granted;
    }

    public void Disable() => Disabled = true;

    public void Enable() => Disabled = false;

    /// <summary>Adds a secret; those before it stay valid for <paramref name="overlap"/>, so that it can be rolled out.</summary>
    /// <exception cref="RuleViolation"><c>two-secrets-active</c></exception>
    public ClientSecret Add(string secret, DateTimeOffset now, TimeSpan overlap)
    {
        var active = Secrets.Where(s => s.IsValid(now)).ToList();
        if (active.Count > 1) throw new RuleViolation("two-secrets-active");
        active.ForEach(s => s.ExpireBy(now + overlap));
        var added = new ClientSecret { ClientId = Id, Prefix = secret[..8], Hash = Secret.Hash(secret), CreatedAt = now };
        Secrets.Add(added);
        return added;
    }

    /// <summary>The valid secret with this hash. Compares in constant time, and always twice.</summary>
    public ClientSecret? Match(byte[] hash, DateTimeOffset now)
    {
        ClientSecret? match = null;
        var valid = Secrets.Where(s => s.IsValid(now)).ToList();
        for (var i = 0; i < 2; i++)
        {
            var equal = CryptographicOperations.FixedTimeEquals(hash, i < valid.Count ? valid[i].Hash : new byte[hash.Length]);
            if (equal && i < valid.Count) match = valid[i];
        }
        return match;
    }
}
