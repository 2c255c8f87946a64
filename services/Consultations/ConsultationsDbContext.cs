using MayorsMechanism.Consultations.Availabilities;
using MayorsMechanism.Consultations.Balances;
using MayorsMechanism.Consultations.Calendars;
using MayorsMechanism.Consultations.Calls;
using MayorsMechanism.Consultations.Consultations;
using MayorsMechanism.Consultations.Consultations.Departures;
using MayorsMechanism.Consultations.Copies;
using MayorsMechanism.Consultations.Cycles;
using MayorsMechanism.Consultations.Documents;
using MayorsMechanism.Consultations.Invitations;
using MayorsMechanism.Consultations.Links;
using MayorsMechanism.Consultations.Mandates;
using MayorsMechanism.Consultations.Nominations;
using MayorsMechanism.Consultations.Notes;
using MayorsMechanism.Consultations.Releases;
using MayorsMechanism.Consultations.Roles;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.Consultations.Slots;
using MayorsMechanism.Consultations.WorkingGroups;
using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Erasure;
using MayorsMechanism.Messaging.Files;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using NpgsqlTypes;

namespace MayorsMechanism.Consultations;

public sealed class ConsultationsDbContext(DbContextOptions<ConsultationsDbContext> options) : MessagingDbContext(options)
{
    static readonly Records Declared = new(typeof(ConsultationsDbContext).Assembly);

    public override Records Records => Declared;

    public DbSet<Cycle> Cycles => Set<Cycle>();
    public DbSet<Consultation> Consultations => Set<Consultation>();
    public DbSet<ExceptionRecord> ExceptionRecords => Set<ExceptionRecord>();
    public DbSet<Document> Documents => Set<Document>();
    public DbSet<WorkingGroup> WorkingGroups => Set<WorkingGroup>();
    public DbSet<Role> Roles => Set<Role>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<Nomination> Nominations => Set<Nomination>();
    public DbSet<NominationCall> Calls => Set<NominationCall>();
    public DbSet<Mandate> Mandates => Set<Mandate>();
    public DbSet<Availability> Availabilities => Set<Availability>();
    public DbSet<SpeakingSlot> Slots => Set<SpeakingSlot>();
    public DbSet<BalanceTarget> BalanceTargets => Set<BalanceTarget>();
    public DbSet<Invitation> Invitations => Set<Invitation>();
    public DbSet<ScheduleRelease> ScheduleReleases => Set<ScheduleRelease>();
    public DbSet<CalendarLink> CalendarLinks => Set<CalendarLink>();
    public DbSet<Note> Notes => Set<Note>();
    public DbSet<OneTimeLink> Links => Set<OneTimeLink>();
    public DbSet<OrganisationCopy> OrganisationCopies => Set<OrganisationCopy>();
    public DbSet<PersonCopy> PersonCopies => Set<PersonCopy>();

    /// <summary>Waits for whoever else nominates, seats or erases this person, until the end of the transaction.</summary>
    /// <exception cref="RuleViolation">The person was erased.</exception>
    public async Task LockPersonAsync(Guid person, CancellationToken cancel)
    {
        await AdvisoryLock.TakeAsync(this, [person], cancel);
        await RequireNotErasedAsync(person, cancel);
    }

    public async Task RequireNotErasedAsync(Guid person, CancellationToken cancel)
    {
        if (await Tombstones.AnyAsync(tombstone => tombstone.RecordId == person, cancel)) throw new RuleViolation("record-erased", "personId");
    }

    /// <summary>The cycle, whose themes stay until the end of the transaction.</summary>
    public Task<Cycle> KeepThemesAsync(Guid cycle, CancellationToken cancel) =>
        Cycles.FromSql($"SELECT * FROM cycles WHERE id = {cycle} FOR SHARE").AsNoTracking().SingleAsync(cancel);

    /// <summary>The session, which nobody else changes or fills until the end of the transaction.</summary>
    public Task<Session?> LockSessionAsync(Guid session, CancellationToken cancel) =>
        Sessions.FromSql($"SELECT * FROM sessions WHERE id = {session} FOR UPDATE").SingleOrDefaultAsync(cancel);

    /// <summary>The same for several. Taken in one order, so that two who take some of the same never wait for each other.</summary>
    public Task<List<Session>> LockSessionsAsync(Guid[] sessions, CancellationToken cancel) =>
        Sessions.FromSql($"SELECT * FROM sessions WHERE id = ANY ({sessions}) ORDER BY id FOR UPDATE").ToListAsync(cancel);

    /// <summary>The consultation, which nobody else changes or releases until the end of the transaction.</summary>
    public Task<Consultation?> LockConsultationAsync(Guid consultation, CancellationToken cancel) =>
        Consultations.FromSql($"SELECT * FROM consultations WHERE id = {consultation} FOR UPDATE").SingleOrDefaultAsync(cancel);

    /// <summary>All its sessions, which nobody else changes or fills until the end of the transaction.</summary>
    public Task<List<Session>> LockScheduleAsync(Guid consultation, CancellationToken cancel) =>
        Sessions.FromSql($"SELECT * FROM sessions WHERE consultation_id = {consultation} ORDER BY id FOR UPDATE").ToListAsync(cancel);

    /// <summary>A person and the records that were merged into theirs.</summary>
    public Task<List<Guid>> SamePersonAsync(Guid person, CancellationToken cancel) => Database.SqlQuery<Guid>($"""
        WITH RECURSIVE same(id) AS (
            SELECT {person} UNION SELECT copy.id FROM same JOIN person_copies AS copy ON copy.canonical_id = same.id)
        SELECT id AS "Value" FROM same
        """).ToListAsync(cancel);

    // Functions of the database, in Sql: queries ask them of each row.

    /// <summary>The person who speaks for this one after merges, however many; the same one if there were none.</summary>
    public static Guid CanonicalPerson(Guid person) => throw new NotSupportedException();

    /// <summary>The organisation that speaks for this one after merges, however many; the same one if there were none.</summary>
    public static Guid CanonicalOrganisation(Guid organisation) => throw new NotSupportedException();

    /// <summary>Whether an organisation is a confirmed member of a network on a day; with null, ever. A network is its own member.</summary>
    public static bool IsMember(Guid organisation, Guid network, DateOnly? day) => throw new NotSupportedException();

    /// <summary>Whether a person, or who speaks for them, has a position at a network's member on one of these days; with a null among them, ever.</summary>
    public static bool IsOurs(Guid person, Guid network, DateOnly?[] days) => throw new NotSupportedException();

    /// <summary>What to look for in notes.</summary>
    public static NpgsqlTsQuery NoteQuery(string typed) => throw new NotSupportedException();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasPostgresExtension("unaccent");
        modelBuilder.Entity<OneTimeLink>(link =>
        {
            link.ToTable("one_time_links").HasKey(l => l.TokenHash);
            link.HasIndex(l => l.PersonId);
        });
        modelBuilder.AddFiles();
        modelBuilder.IndexNamesInHistory();
        ConfigureCopies(modelBuilder);
        modelBuilder.HasDbFunction(() => NoteQuery("")).HasName("note_query");
        modelBuilder.HasDbFunction(() => CanonicalPerson(default)).HasName("canonical_person");
        modelBuilder.HasDbFunction(() => CanonicalOrganisation(default)).HasName("canonical_organisation");
        modelBuilder.HasDbFunction(() => IsMember(default, default, default)).HasName("is_member");
        modelBuilder.HasDbFunction(() => IsOurs(default, default, default!)).HasName("is_ours");
        base.OnModelCreating(modelBuilder);
    }

    static void ConfigureCopies(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<OrganisationCopy>(organisation =>
        {
            organisation.Property(o => o.Id).ValueGeneratedNever();
            organisation.HasIndex(o => o.CanonicalId);
            organisation.Property(o => o.Memberships).AsJson();
        });
        modelBuilder.Entity<PersonCopy>(person =>
        {
            person.Property(p => p.Id).ValueGeneratedNever();
            person.Property(p => p.Positions).AsJson();
            person.HasIndex(p => p.CanonicalId);
            // Who has a position at an organisation.
            person.HasIndex(p => p.Positions).HasMethod("gin").HasOperators("jsonb_path_ops");
        });
    }
}
