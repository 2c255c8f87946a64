using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;

namespace MayorsMechanism.Identity.Clients;

/// <summary>Which scopes a client may hold. The secretariat's may hold any.</summary>
static class ClientScopes
{
    public static readonly IReadOnlyList<string> ForNetworks =
        [.. Scopes.All.Except([Scopes.IdentityManage, Scopes.OperationsManage])];
}

/// <summary>Each entry is one of our scopes.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
sealed class ScopesAttribute() : ShapeAttribute("unknown-scope", string.Join(' ', Scopes.All))
{
    protected override bool Fits(object value) => value is IEnumerable<string> scopes && scopes.All(Scopes.All.Contains);
}
