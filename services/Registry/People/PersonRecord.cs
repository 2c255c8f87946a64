using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.Registry.Merges;
using MayorsMechanism.Registry.Organisations;
using MayorsMechanism.Registry.Search;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Registry.People;

/// <summary>A person as the feed shows them: with the positions that the caller may see.</summary>
public sealed record PersonState(PersonResponse Person, IReadOnlyList<PositionResponse> Positions);

/// <summary>How a person is stored, told with their positions, and shown. Others are told no more than it takes to seat and to write to them.</summary>
sealed class PersonRecord : SharedRecord<Person, Tenancy>
{
    public override string Name => "person";

    protected override void Map(EntityTypeBuilder<Person> person)
    {
        person.Property(p => p.Status).HasConversion<KebabCase<PersonStatus>>();
        person.Property(p => p.OtherSpellings).AsJson();
        person.Property(p => p.Consents).AsJson();
        person.HasIndex(p => p.RegisteredBy);
        person.HasIndex(p => p.CanonicalId);
        person.HasIndex(p => p.Languages).HasMethod("gin");
        person.IsFoundBy("search_text(name, other_spellings)");
    }

    protected override Told<Person>? Told => new(TellAsync, typeof(PersonChanged), typeof(PersonErased));

    protected override Naming<Person>? Naming => new((all, people) => all.Where(p => people.Contains(p.Id)), (person, _) => person.Erase());

    static async Task<IRecordEvent> TellAsync(DbContext db, Person p, long version, CancellationToken cancel) => p.Status is PersonStatus.Erased
        ? new PersonErased { Id = p.Id, Version = version }
        : EventOf(p, version, await db.PartsAsync<Position>(p, at => at.PersonId, cancel));

    public static IRecordEvent EventOf(Person p, long version, IEnumerable<Position> positions) =>
        new PersonChanged
        {
            Id = p.Id,
            Version = version,
            Name = p.Name,
            Languages = p.Languages,
            Gender = p.Gender,
            Email = p.Emails.FirstOrDefault(),
            Status = KebabCase.Of(p.Status),
            CanonicalId = p.CanonicalId,
            RegisteredBy = p.RegisteredBy,
            Positions = [.. positions.OrderBy(at => at.Id).Select(at => new PersonPosition
            {
                Id = at.Id, OrganisationId = at.OrganisationId, Title = at.Title, Kind = KebabCase.Of(at.Kind), Elected = at.Elected, From = at.From, To = at.To,
            })],
            Consents = [.. p.Consents.GroupBy(c => c.Use).Select(uses => new PersonConsent { Use = KebabCase.Of(uses.Key), Granted = uses.Last().Granted })],
        };

    protected override IQueryable<Person> Seen(Tenancy tenancy) => tenancy.People.Where(p => p.Status != PersonStatus.Erased);

    /// <summary>That an id was erased tells nobody anything, and whoever has a copy must know.</summary>
    protected override async Task<IEnumerable<Guid>> OnceAsync(Tenancy tenancy, Guid[] unseen, CancellationToken cancel)
    {
        var db = tenancy.Db;
        var places = await db.Positions.Where(held => unseen.Contains(held.PersonId)).Select(held => held.OrganisationId).Distinct().ToArrayAsync(cancel);
        var ours = await tenancy.EverMembersAsync(places, cancel);
        return await AmongAsync(db.People.Where(p => p.Status == PersonStatus.Erased || p.RegisteredBy == tenancy.Caller.NetworkId
            || db.Positions.Any(held => held.PersonId == p.Id && ours.Contains(held.OrganisationId))), unseen, cancel);
    }

    protected override async Task<IEnumerable<Shown>> ShowAsync(Tenancy tenancy, IQueryable<Person> seen, CancellationToken cancel)
    {
        var people = await seen.ToListAsync(cancel);
        var ids = people.Select(p => p.Id).ToArray();
        var positions = (await tenancy.ReadablePositions.AsNoTracking().Where(held => ids.Contains(held.PersonId)).ToListAsync(cancel)).ToLookup(held => held.PersonId);
        var withheld = await tenancy.WithoutContactsAsync(ids, cancel);
        return people.Select(p => new Shown(p.Id, new PersonState(PersonResponse.From(p, withheld), [.. positions[p.Id].Select(PositionResponse.Of)])));
    }

    protected override async Task<IQueryable<Guid>?> AroundAsync(ChangedPage<Tenancy> page, CancellationToken cancel)
    {
        var (tenancy, db, people, merges) = (page.Reader, page.Reader.Db, page.Changed<Person>(), page.Changed<Merge>());
        // What is said under one record of a person withholds contacts under all; an undone merge parts them.
        var parted = people.Length == 0 || merges.Length == 0 ? []
            : await db.Merges.Where(m => merges.Contains(m.Id) && m.PersonId != null).Select(m => m.IntoId).ToListAsync(cancel);
        var same = people.Length == 0 ? [] : await db.SamePeopleAsync([.. people, .. parted], cancel);
        // To whom another's organisation is verified or is no more, the positions there appear or disappear.
        var organisations = page.Changed<Organisation>();
        var own = organisations.Length == 0 ? [] : await tenancy.Editable.Where(o => organisations.Contains(o.Id)).Select(o => o.Id).ToListAsync(cancel);
        Guid[] at = [.. organisations.Except(own).Union(await OrganisationRecord.MovedAsync(page, cancel))];
        return (same.Length + at.Length) == 0 ? null : db.People.Where(p => same.Contains(p.Id)).Select(p => p.Id)
            .Concat(db.Positions.Where(held => at.Contains(held.OrganisationId)).Select(held => held.PersonId));
    }
}
