using MayorsMechanism.Identity.Events;
using MayorsMechanism.Identity.Keys;
using MayorsMechanism.Identity.Sessions;
using MayorsMechanism.Identity.Staff;
using MayorsMechanism.Identity.Tokens;
using Microsoft.AspNetCore.Identity;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace MayorsMechanism.Identity;

static class IdentitySetup
{
    /// <summary>Call it before <c>AddServiceDefaults</c>: Identity checks tokens against its own keys, not over HTTP.</summary>
    public static void AddIdentity(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<IdentityOptions>().BindConfiguration("Identity")
            .Validate(o => o.SealingKey.Length >= 32, "Set Identity__SealingKey to a secret of at least 32 characters, the same for every replica.")
            .Validate(o => o.InvitationLifetime >= TimeSpan.FromHours(24) && o.InvitationLifetime <= TimeSpan.FromHours(72),
                "Set Identity__InvitationLifetime to 24 to 72 hours.")
            .Validate(o => o.AdministratorPassword is null or { Length: 0 or >= Passwords.Shortest },
                "Set Identity__AdministratorPassword to at least 12 characters.")
            .Validate(o => o.ReadyAccounts.All(account => account.IsComplete),
                "Give each of Identity__ReadyAccounts an Email, a Name, a Role, an Organisation, a Password of at least 12 characters and a TotpKey of "
                + "at least 16 bytes in Base32.");
        // Twice the framework's default: OWASP's figure for PBKDF2 with HMAC-SHA-512.
        services.Configure<PasswordHasherOptions>(o => o.IterationCount = 210_000);
        services.AddHttpContextAccessor();
        services.AddSingleton<SecretBox>();
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<IConfigurationManager<OpenIdConnectConfiguration>>(s => s.GetRequiredService<SigningKeys>());
        services.AddSingleton<KeyRotation>();
        services.AddSingleton<TokenWriter>();
        services.AddSingleton<FailedClients>();
        services.AddSingleton<SecurityLog>();
        services.AddSingleton<PasswordHasher<StaffAccount>>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<SignInAttempts>();
        services.AddScoped<SecondFactor>();
        services.AddHostedService<Housekeeping>();
    }
}
