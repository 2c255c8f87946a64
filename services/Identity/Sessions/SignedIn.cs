using MayorsMechanism.Identity.Staff;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MayorsMechanism.Identity.Sessions;

/// <summary>The session and account behind a staff token, as they are now: endpoints about the own account take it as a parameter.</summary>
sealed record SignedIn(Session Session, StaffAccount Account)
{
    public static async ValueTask<SignedIn> BindAsync(HttpContext http)
    {
        var services = http.RequestServices;
        _ = Guid.TryParse(http.User.FindFirst(Claims.Session)?.Value, out var id);
        var session = await services.GetRequiredService<IdentityDbContext>().Sessions.Include(s => s.Account)
            .SingleOrDefaultAsync(s => s.Id == id, http.RequestAborted);
        var (now, options) = (services.GetRequiredService<TimeProvider>().GetUtcNow(), services.GetRequiredService<IOptions<IdentityOptions>>().Value);
        return session?.IsLive(now, options) is true ? new(session, session.Account!) : throw new ProblemException(401, "session-ended");
    }
}
