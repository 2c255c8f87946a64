using MayorsMechanism.Identity.Events;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MayorsMechanism.Identity.Staff;

static class FirstAdministrator
{
    /// <summary>
    /// On a system without staff: an administrator with the configured address and password, who must change it before anything else.
    /// Later starts do nothing, whatever is configured.
    /// </summary>
    public static async Task CreateFirstAdministratorAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var (services, cancel) = (scope.ServiceProvider, app.Lifetime.ApplicationStopping);
        var db = services.GetRequiredService<IdentityDbContext>();
        var made = await db.AloneAsync("first-administrator", async () =>
        {
            if (await db.Staff.AnyAsync(cancel)) return true;
            if (services.GetRequiredService<IOptions<IdentityOptions>>().Value is not
                { AdministratorEmail: { Length: > 0 } email, AdministratorPassword: { Length: > 0 } password })
            {
                return false;
            }
            var account = New(email, services.GetRequiredService<TimeProvider>());
            account.SetPassword(services.GetRequiredService<PasswordHasher<StaffAccount>>().HashPassword(account, password));
            db.Staff.Add(account);
            services.GetRequiredService<SecurityLog>().Add(db, SecurityEventKind.StaffInvited, account.Id.ToString());
            await db.SaveChangesAsync(cancel);
            return true;
        }, cancel);
        if (!made) app.Logger.LogWarning("Nobody can sign in: set Identity__AdministratorEmail and Identity__AdministratorPassword for the first start");
    }

    static StaffAccount New(string email, TimeProvider time) => new()
    {
        Email = email,
        Name = "Administrator",
        Role = StaffRole.Administrator,
        Organisation = StaffOrganisation.Uclg,
        CreatedAt = time.GetUtcNow(),
        MustChangePassword = true,
    };
}
