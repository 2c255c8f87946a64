using MayorsMechanism.ServiceDefaults.Security;

namespace MayorsMechanism.Identity.Events;

sealed class SecurityLog(IServiceScopeFactory scopes, IHttpContextAccessor accessor, TimeProvider time, ILogger<SecurityLog> log)
{
    /// <summary>For what succeeds: saved together with the change.</summary>
    public void Add(IdentityDbContext db, SecurityEventKind kind, string? subject)
    {
        var http = accessor.HttpContext;
        var entry = new SecurityEvent
        {
            At = time.GetUtcNow(),
            Kind = kind,
            Subject = subject,
            Actor = http?.User.FindFirst(Claims.Subject)?.Value,
            Address = http?.Connection.RemoteIpAddress?.ToString(),
        };
        db.Events.Add(entry);
        log.LogInformation("{Kind}: {Subject} by {Actor} from {Address}", entry.Kind, entry.Subject, entry.Actor, entry.Address);
    }

    /// <summary>For what fails: saved at once, whatever becomes of the request's transaction.</summary>
    public async Task WriteAsync(SecurityEventKind kind, string? subject)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        Add(db, kind, subject);
        await db.SaveChangesAsync(CancellationToken.None);
    }
}
