namespace MayorsMechanism.ServiceDefaults.Security;

/// <summary>What a token may be used for; space-separated in its <c>scope</c> claim (RFC 6749, section 3.3).</summary>
public static class Scopes
{
    public const string RegistryRead = "registry:read";
    public const string RegistryWrite = "registry:write";
    public const string ConsultationsRead = "consultations:read";
    public const string ConsultationsWrite = "consultations:write";
    public const string NominationsWrite = "nominations:write";
    public const string OutcomesRead = "outcomes:read";
    public const string OutcomesWrite = "outcomes:write";
    public const string NotificationsRead = "notifications:read";
    public const string NotificationsWrite = "notifications:write";
    public const string WebhooksManage = "webhooks:manage";
    public const string IdentityManage = "identity:manage";
    public const string OperationsManage = "operations:manage";

    public static readonly IReadOnlyList<string> All =
    [
        RegistryRead, RegistryWrite, ConsultationsRead, ConsultationsWrite, NominationsWrite, OutcomesRead, OutcomesWrite,
        NotificationsRead, NotificationsWrite, WebhooksManage, IdentityManage, OperationsManage,
    ];
}
