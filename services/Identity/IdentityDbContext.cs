using MayorsMechanism.Identity.Clients;
using MayorsMechanism.Identity.Events;
using MayorsMechanism.Identity.Keys;
using MayorsMechanism.Identity.Sessions;
using MayorsMechanism.Identity.Staff;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Identity;

sealed class IdentityDbContext(DbContextOptions<IdentityDbContext> options) : ServiceDbContext(options)
{
    public DbSet<SigningKey> SigningKeys => Set<SigningKey>();
    public DbSet<ApiClient> Clients => Set<ApiClient>();
    public DbSet<ClientSecret> ClientSecrets => Set<ClientSecret>();
    public DbSet<StaffAccount> Staff => Set<StaffAccount>();
    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<SecurityEvent> Events => Set<SecurityEvent>();

    /// <summary>
    /// Does <paramref name="work"/> in a transaction while no other replica does work of the same <paramref name="name"/>.
    /// Whatever the work decides on, it must read itself.
    /// </summary>
    public async Task<T> AloneAsync<T>(string name, Func<Task<T>> work, CancellationToken cancel)
    {
        await using var own = Database.CurrentTransaction is null ? await Database.BeginTransactionAsync(cancel) : null;
        await Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({name}, 0))", cancel);
        var result = await work();
        if (own is not null) await own.CommitAsync(cancel);
        return result;
    }

    /// <exception cref="ProblemException">404: there is none.</exception>
    public async Task<T> GetAsync<T>(Guid id, CancellationToken cancel) where T : Entity =>
        await Set<T>().SingleOrDefaultAsync(record => record.Id == id, cancel) ?? throw new ProblemException(404, "http-404");

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<Enum>().HaveConversion<string>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<SigningKey>().HasKey(key => key.Kid);
        modelBuilder.Entity<ClientSecret>().HasOne<ApiClient>().WithMany(client => client.Secrets).HasForeignKey(secret => secret.ClientId);
        modelBuilder.Entity<StaffAccount>(account =>
        {
            account.HasIndex(a => a.Email).IsUnique().HasDatabaseName("email_taken");
            account.HasIndex(a => a.InvitationHash).IsUnique();
        });
        modelBuilder.Entity<RecoveryCode>(code =>
        {
            code.HasKey(c => new { c.AccountId, c.Hash });
            code.HasOne<StaffAccount>().WithMany().HasForeignKey(c => c.AccountId);
        });
        modelBuilder.Entity<Session>(session =>
        {
            session.Property(s => s.Id).ValueGeneratedNever();
            session.HasIndex(s => s.Hash).IsUnique();
            session.HasOne(s => s.Account).WithMany().HasForeignKey(s => s.AccountId);
        });
        modelBuilder.Entity<SecurityEvent>(entry =>
        {
            entry.ToTable("security_events");
            entry.Property(e => e.Id).ValueGeneratedNever();
            entry.HasIndex(e => e.At);
        });
    }
}
