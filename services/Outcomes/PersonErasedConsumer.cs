using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Erasure;
using MayorsMechanism.Outcomes.Quotes;
using MayorsMechanism.Outcomes.Releases;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Outcomes;

/// <summary>Keeps what was said. Papers that name the person are released again without them.</summary>
sealed class PersonErasedConsumer(OutcomesDbContext db, TimeProvider clock, ServiceName service) : ErasingConsumer<OutcomesDbContext>(db, clock, service)
{
    Redaction _redaction = null!;
    readonly List<Release> _releases = [];

    protected override async Task<Guid[]> SameAsync(Guid person, CancellationToken cancel)
    {
        await Db.LockReleasesAsync(cancel);
        return await Db.Database.SqlQuery<Guid>($"""
            WITH RECURSIVE same(id) AS (
                SELECT {person} UNION SELECT copy.id FROM same JOIN person_copies AS copy ON copy.canonical_id = same.id)
            SELECT id AS "Value" FROM same
            """).ToArrayAsync(cancel);
    }

    protected override async Task<List<Entity>> NamingAsync(Guid[] same, CancellationToken cancel)
    {
        var named = await base.NamingAsync(same, cancel);
        var nominations = await Db.NominationCopies.Where(n => same.Contains(n.PersonId)).Select(n => n.Id).ToListAsync(cancel);
        _redaction = new Redaction(same.ToHashSet(), nominations.ToHashSet(), named.OfType<Quote>().Select(q => q.Id).ToHashSet());
        _releases.AddRange(await ReleasesAsync(_redaction, cancel));
        return [.. named, .. _releases];
    }

    protected override Task ForgetAsync(Entity record, Guid[] same, CancellationToken cancel) =>
        record is Release ? Task.CompletedTask : base.ForgetAsync(record, same, cancel);

    protected override async Task ForgetBesideAsync(Guid person, Guid[] same, CancellationToken cancel)
    {
        await SupersedeAsync(_releases, _redaction, cancel);
        foreach (var release in _releases) Db.RecordErasure(release);
        await Db.PersonCopies.Where(p => p.Id == person).ExecuteDeleteAsync(cancel);
        await Db.NominationCopies.Where(n => same.Contains(n.PersonId)).ExecuteUpdateAsync(
            set => set.SetProperty(n => n.Title, (string?)null).SetProperty(n => n.NameAsPrinted, (string?)null), cancel);
    }

    /// <summary>Those whose documents name the person, locked with their papers.</summary>
    async Task<List<Release>> ReleasesAsync(Redaction redaction, CancellationToken cancel)
    {
        string[] ids = [.. redaction.People.Concat(redaction.Nominations).Concat(redaction.Quotes).Select(id => id.ToString())];
        var named = await Db.Releases.FromSql($"""
            SELECT * FROM releases WHERE EXISTS (SELECT FROM unnest({ids}) AS id WHERE position(id IN document::text) > 0)
            """).ToListAsync(cancel);
        return [.. named.Where(release => redaction.Concerns(release.Document!))];
    }

    /// <summary>
    /// The latest release is superseded by one without the person. An older one is superseded by the latest then: without the person it
    /// would be newer than what came after it.
    /// </summary>
    async Task SupersedeAsync(List<Release> releases, Redaction redaction, CancellationToken cancel)
    {
        foreach (var ofPaper in releases.GroupBy(release => release.PaperId))
        {
            var paper = await Db.Papers.FromSql($"SELECT * FROM papers WHERE id = {ofPaper.Key} FOR UPDATE").SingleAsync(cancel);
            if (ofPaper.SingleOrDefault(release => release.Number == paper.Releases)?.Document is { } latest)
            {
                paper.Touch();
                Db.Add(paper.ReleaseWithout(redaction.Of(latest), Clock.GetUtcNow()));
            }
            foreach (var release in ofPaper) release.Supersede(paper.Releases);
        }
    }
}
