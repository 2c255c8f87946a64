using MayorsMechanism.Console.Sessions;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Console;

/// <summary>What replicas share: data-protection keys, so that a form and a cookie of one are good at another and survive a restart, and who signed out.</summary>
public sealed class ConsoleDbContext(DbContextOptions<ConsoleDbContext> options) : DbContext(options), IDataProtectionKeyContext
{
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();
    public DbSet<EndedSession> EndedSessions => Set<EndedSession>();
}
