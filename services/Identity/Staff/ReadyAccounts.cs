using MayorsMechanism.Identity.Events;
using MayorsMechanism.Identity.Sessions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OtpNet;

namespace MayorsMechanism.Identity.Staff;

/// <summary>An account that is made with its password and its second factor, for whoever starts a system that programs are to use at once.</summary>
sealed class ReadyAccount
{
    /// <summary>RFC 4226 asks for 128 bits.</summary>
    const int ShortestKey = 16;

    public string Email { get; set; } = "";
    public string Name { get; set; } = "";
    public StaffRole? Role { get; set; }
    public StaffOrganisation? Organisation { get; set; }
    public string Password { get; set; } = "";

    /// <summary>Of the authenticator, in Base32.</summary>
    public string TotpKey { get; set; } = "";

    public bool IsComplete => Email.Contains('@', StringComparison.Ordinal) && Name.Length > 0 && Role is not null && Organisation is not null
        && Password.Length >= Passwords.Shortest && HasKey;

    public byte[] Key => Base32Encoding.ToBytes(TotpKey);

    bool HasKey
    {
        get
        {
            try
            {
                return Key.Length >= ShortestKey;
            }
            catch (ArgumentException)
            {
                return false;
            }
        }
    }
}

static class ReadyAccounts
{
    /// <summary>Makes those configured accounts whose address nobody has. One that is there already stays as its owner left it.</summary>
    public static async Task CreateReadyAccountsAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var (services, cancel) = (scope.ServiceProvider, app.Lifetime.ApplicationStopping);
        var wanted = services.GetRequiredService<IOptions<IdentityOptions>>().Value.ReadyAccounts;
        if (wanted.Count == 0) return;
        var db = services.GetRequiredService<IdentityDbContext>();
        await db.AloneAsync("ready-accounts", async () =>
        {
            var known = await db.Staff.Select(account => account.Email).ToListAsync(cancel);
            foreach (var ready in wanted.Where(ready => !known.Contains(StaffAccount.Normalise(ready.Email))))
            {
                var account = New(ready, services);
                db.Staff.Add(account);
                services.GetRequiredService<SecurityLog>().Add(db, SecurityEventKind.StaffInvited, account.Id.ToString());
            }
            return await db.SaveChangesAsync(cancel);
        }, cancel);
    }

    static StaffAccount New(ReadyAccount ready, IServiceProvider services)
    {
        var account = new StaffAccount
        {
            Email = ready.Email,
            Name = ready.Name,
            Role = ready.Role!.Value,
            Organisation = ready.Organisation!.Value,
            CreatedAt = services.GetRequiredService<TimeProvider>().GetUtcNow(),
        };
        account.SetPassword(services.GetRequiredService<PasswordHasher<StaffAccount>>().HashPassword(account, ready.Password));
        services.GetRequiredService<SecondFactor>().Give(account, ready.Key);
        return account;
    }
}
