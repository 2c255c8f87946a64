using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;

namespace MayorsMechanism.Identity.Staff;

public enum StaffRole
{
    Administrator,
    Officer,
    Rapporteur,
    Reviewer,
    Auditor,
}

/// <summary>The organisation that an account signs for.</summary>
public enum StaffOrganisation
{
    Uclg,
    Mmc,
    Iom,
}

static class StaffRoles
{
    /// <summary>What each role may use its token for.</summary>
    public static readonly IReadOnlyDictionary<StaffRole, IReadOnlyList<string>> Scopes = new Dictionary<StaffRole, IReadOnlyList<string>>
    {
        [StaffRole.Administrator] = ServiceDefaults.Security.Scopes.All,
        [StaffRole.Officer] = [.. ServiceDefaults.Security.Scopes.All.Except(
            [ServiceDefaults.Security.Scopes.IdentityManage, ServiceDefaults.Security.Scopes.OperationsManage])],
        [StaffRole.Rapporteur] = ["registry:read", "consultations:read", "outcomes:read", "outcomes:write", "notifications:read"],
        [StaffRole.Reviewer] = ["registry:read", "consultations:read", "outcomes:read", "outcomes:write"],
        [StaffRole.Auditor] = [.. ServiceDefaults.Security.Scopes.All.Where(scope => scope.EndsWith(":read", StringComparison.Ordinal))],
    };

    /// <summary>
    /// Whoever may manage identities is made and changed by administrators alone: a client that holds <c>identity:manage</c> cannot
    /// make another like itself. Of staff, only administrators hold that scope.
    /// </summary>
    /// <exception cref="ProblemException">403</exception>
    public static void MustBeAdministrator(this Caller caller)
    {
        if (caller.Kind is not CallerKind.Staff) throw new ProblemException(403, "administrators-only");
    }
}
