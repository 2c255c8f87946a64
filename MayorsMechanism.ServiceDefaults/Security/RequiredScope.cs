namespace MayorsMechanism.ServiceDefaults.Security;

/// <summary>Endpoint metadata: the scope that a token needs. Read by the API description and by tests.</summary>
public sealed record RequiredScope(string Scope);

/// <summary>Endpoint metadata: the token must be of a member of staff. Read by the API description and by tests.</summary>
public sealed record StaffOnly;
