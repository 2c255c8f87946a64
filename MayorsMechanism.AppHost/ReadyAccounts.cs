namespace MayorsMechanism.AppHost;

/// <summary>
/// Staff that a machine of one's own has from the start, for the demonstration to sign in as: one who manages identities, one who plans and
/// signs for UCLG, one signer each for MMC and IOM.
/// </summary>
static class ReadyAccounts
{
    static readonly (string Name, string Role, string Organisation)[] Staff =
    [
        ("administrator", "administrator", "uclg"),
        ("officer", "officer", "uclg"),
        ("reviewer-mmc", "reviewer", "mmc"),
        ("reviewer-iom", "reviewer", "iom"),
    ];

    /// <summary>Identity makes the accounts, and the project is told how to sign in as them.</summary>
    public static IResourceBuilder<ProjectResource> WithReadyAccounts(
        this IResourceBuilder<ProjectResource> project, IResourceBuilder<ProjectResource> identity,
        IResourceBuilder<ParameterResource> password, IResourceBuilder<ParameterResource> authenticator)
    {
        for (var index = 0; index < Staff.Length; index++)
        {
            var (name, role, organisation) = Staff[index];
            var (email, display) = ($"{name}@demonstration.example", $"Demonstration, {name}");
            foreach (var (user, account) in new[] { (identity, $"Identity__ReadyAccounts__{index}"), (project, $"Accounts__{name}") })
                user.WithEnvironment($"{account}__Email", email)
                    .WithEnvironment($"{account}__Password", password)
                    .WithEnvironment($"{account}__TotpKey", authenticator);
            identity
                .WithEnvironment($"Identity__ReadyAccounts__{index}__Name", display)
                .WithEnvironment($"Identity__ReadyAccounts__{index}__Role", role)
                .WithEnvironment($"Identity__ReadyAccounts__{index}__Organisation", organisation);
        }
        return project;
    }
}
