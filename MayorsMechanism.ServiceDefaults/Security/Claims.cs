namespace MayorsMechanism.ServiceDefaults.Security;

/// <summary>Claim names of our access tokens (RFC 9068 where it has one).</summary>
public static class Claims
{
    public const string Subject = "sub";
    public const string Scope = "scope";
    public const string ClientId = "client_id";
    public const string Role = "roles";
    public const string Session = "sid";

    /// <summary>staff, secretariat or network: <see cref="CallerKind"/>.</summary>
    public const string Kind = "kind";

    /// <summary>Organisation id of the network that a client is bound to.</summary>
    public const string Network = "network";

    /// <summary>Which co-steering organisation a staff account signs for.</summary>
    public const string Organisation = "organisation";
}
