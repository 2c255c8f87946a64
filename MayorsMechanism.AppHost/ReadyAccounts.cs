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
        this IResourceBuilder<ProjectResource> project, Service identity,
        IResourceBuilder<ParameterResource> password, IResourceBuilder<ParameterResource> authenticator)
    {
        for (var index = 0; index < Staff.Length; index++)
        {
            var (name, role, organisation) = Staff[index];
            var account = $"Identity__ReadyAccounts__{index}";
            AddSignIn(project, $"Accounts__{name}");
            identity.Configure(identity => AddSignIn(identity, account)
                .WithEnvironment($"{account}__Name", $"Demonstration, {name}")
                .WithEnvironment($"{account}__Role", role)
                .WithEnvironment($"{account}__Organisation", organisation));

            IResourceBuilder<ProjectResource> AddSignIn(IResourceBuilder<ProjectResource> user, string account) => user
                .WithEnvironment($"{account}__Email", $"{name}@demonstration.example")
                .WithEnvironment($"{account}__Password", password)
                .WithEnvironment($"{account}__TotpKey", authenticator);
        }
        return project;
    }
}
