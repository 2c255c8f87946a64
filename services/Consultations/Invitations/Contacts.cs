using MayorsMechanism.Messaging;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Invitations;

/// <summary>Who is something today in organisations that are invited, and so may be written to for them.</summary>
sealed class Contacts
{
    readonly ILookup<Guid, Holder> _holders;

    Contacts(IEnumerable<Holder> holders) => _holders = holders.ToLookup(holder => holder.Organisation);

    /// <summary>
    /// Whoever is named, and the focal points where nobody is. They are locked until the end of the transaction: nobody is chosen who is
    /// erased at this moment. An erasure takes people first, so this comes before the locks of sessions and invitations.
    /// </summary>
    /// <param name="wanted">The invited ones, each with who is named for it.</param>
    /// <param name="today">The day that counts.</param>
    /// <param name="db">The service's context.</param>
    /// <param name="cancel">Stops reading.</param>
    public static async Task<Contacts> LockAsync(
        IEnumerable<(Guid Organisation, Guid? Named)> wanted, DateOnly today, ConsultationsDbContext db, CancellationToken cancel)
    {
        var each = wanted.Distinct().ToList();
        Guid[] organisations = [.. each.Select(one => one.Organisation).Distinct()];
        var holders = await ReadAsync(organisations, today, db, cancel);
        var contacts = new Contacts(holders);
        Guid[] people = [.. each.Select(one => contacts.Of(one.Organisation, one.Named)).OfType<Guid>().Distinct()];
        await AdvisoryLock.TakeAsync(db, people, cancel);
        var erased = await db.Tombstones.Where(tombstone => people.Contains(tombstone.RecordId)).Select(tombstone => tombstone.RecordId).ToListAsync(cancel);
        return new(holders.Where(holder => people.Except(erased).Contains(holder.Person)));
    }

    /// <summary>Who is named, if that is somebody there; else the focal point with an address, of several the one who has been it longest.</summary>
    public Guid? Of(Guid organisation, Guid? named) => named is { } person && Has(organisation, person)
        ? person
        : _holders[organisation].Where(holder => holder is { IsFocalPoint: true, HasAddress: true })
            .OrderBy(holder => holder.Since ?? DateOnly.MaxValue).ThenBy(holder => holder.Person).FirstOrDefault()?.Person;

    public bool Has(Guid organisation, Guid person) => _holders[organisation].Any(holder => holder.Person == person);

    static Task<List<Holder>> ReadAsync(Guid[] organisations, DateOnly today, ConsultationsDbContext db, CancellationToken cancel) =>
        db.Database.SqlQuery<Holder>($"""
            WITH RECURSIVE same(organisation, id) AS (
                SELECT id, id FROM unnest({organisations}) AS id
                UNION
                SELECT same.organisation, copy.id FROM same JOIN organisation_copies AS copy ON copy.canonical_id = same.id)
            SELECT same.organisation, speaker.id AS person, held.kind = 'focal-point' AS is_focal_point, speaker.email IS NOT NULL AS has_address,
                held."from" AS since
            FROM same
            JOIN person_copies AS copy ON copy.positions @> jsonb_build_array(jsonb_build_object('organisationId', same.id))
            CROSS JOIN jsonb_to_recordset(copy.positions) AS held("organisationId" uuid, kind text, "from" date, "to" date)
            JOIN person_copies AS speaker ON speaker.id = canonical_person(copy.id)
            WHERE held."organisationId" = same.id AND ({today} >= held."from") IS NOT FALSE AND ({today} <= held."to") IS NOT FALSE
            """).ToListAsync(cancel);

    /// <summary>A position of today, at the organisation or at one that was merged into it.</summary>
    /// <param name="Organisation">The invited one.</param>
    /// <param name="Person">Who speaks for the person after merges.</param>
    /// <param name="IsFocalPoint">Of the position's kind.</param>
    /// <param name="HasAddress">Whether the person can be written to.</param>
    /// <param name="Since">The first day, if known.</param>
    sealed record Holder(Guid Organisation, Guid Person, bool IsFocalPoint, bool HasAddress, DateOnly? Since);
}
