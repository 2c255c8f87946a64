namespace MayorsMechanism.ServiceDefaults.Security;

/// <summary>Endpoint metadata: the scope that a token needs. Read by the API description and by tests.</summary>
public sealed record RequiredScope(string Scope);
