using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Copies;
using MayorsMechanism.Messaging.Erasure;
using MayorsMechanism.Outcomes.Releases;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Outcomes;

/// <summary>Removes what identifies a person, keeps what was said, and sends the receipt: all in one transaction.</summary>
sealed class PersonErasedConsumer(OutcomesDbContext db, TimeProvider clock, ServiceName service) : RecordConsumer<OutcomesDbContext, PersonErased>(db)
{
    protected override async Task HandleAsync(PersonErased message, Guid messageId, CancellationToken cancel)
    {
        await Db.LockReleasesAsync(cancel);
        var same = await SameAsync(message.Id, cancel);
        var contributions = await Db.Contributions.Where(c => c.PersonId != null && same.Contains(c.PersonId.Value)).ToListAsync(cancel);
        var quotes = await Db.Quotes.Where(q => q.PersonId != null && same.Contains(q.PersonId.Value)).ToListAsync(cancel);
        var nominations = await Db.NominationCopies.Where(n => same.Contains(n.PersonId)).Select(n => n.Id).ToListAsync(cancel);
        var redaction = new Redaction(same.ToHashSet(), nominations.ToHashSet(), quotes.Select(q => q.Id).ToHashSet());
        var releases = await ReleasesAsync(redaction, cancel);

        List<Entity> told = [.. contributions, .. quotes, .. releases];
        var earlier = await Db.EarlierAsync(same, told, cancel);
        await Db.ForgetAsync([message.Id], [.. told.Select(record => record.Id), .. earlier.Select(entry => entry.RootId)], cancel);
        await Db.PersonCopies.Where(p => p.Id == message.Id).ExecuteDeleteAsync(cancel);
        await Db.NominationCopies.Where(n => same.Contains(n.PersonId)).ExecuteUpdateAsync(
            set => set.SetProperty(n => n.Title, (string?)null).SetProperty(n => n.NameAsPrinted, (string?)null), cancel);

        foreach (var contribution in contributions) { contribution.Touch(); contribution.Forget(); }
        foreach (var quote in quotes) { quote.Touch(); quote.Forget(); }
        await SupersedeAsync(releases, redaction, cancel);
        foreach (var record in told) Db.RecordErasure(record);
        foreach (var entry in earlier) Db.RecordErasure(entry);
        GiveReceipt(message);
    }

    protected override void WhenErased(PersonErased message) => GiveReceipt(message);

    void GiveReceipt(PersonErased message) => Db.Tell(message.Receipt(service, clock.GetUtcNow()));

    /// <summary>With the records that were merged into this one.</summary>
    Task<List<Guid>> SameAsync(Guid person, CancellationToken cancel) => Db.Database.SqlQuery<Guid>($"""
        WITH RECURSIVE same(id) AS (
            SELECT {person} UNION SELECT copy.id FROM same JOIN person_copies AS copy ON copy.canonical_id = same.id)
        SELECT id AS "Value" FROM same
        """).ToListAsync(cancel);

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
                Db.Add(paper.ReleaseWithout(redaction.Of(latest), clock.GetUtcNow()));
            }
            foreach (var release in ofPaper) release.Supersede(paper.Releases);
        }
    }
}
