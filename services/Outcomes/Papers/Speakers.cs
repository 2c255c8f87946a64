using MayorsMechanism.Messaging.Copies;
using MayorsMechanism.Outcomes.Copies;
using MayorsMechanism.Outcomes.Papers.Documents;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Outcomes.Papers;

/// <summary>Who stands in a paper, and under which name: as people consent, and as they are called after merges.</summary>
static class Speakers
{
    /// <summary>By session: those who accepted or attended, by name; those without a name last.</summary>
    public static async Task<ILookup<Guid, RepresentativePart>> RepresentativesAsync(Guid consultation, OutcomesDbContext db, CancellationToken cancel)
    {
        var seated = await (
            from session in db.SessionCopies.AsNoTracking()
            join nomination in db.NominationCopies on session.Id equals nomination.SessionId
            join own in db.PersonCopies on nomination.PersonId equals own.Id into owns
            from own in owns.DefaultIfEmpty()
            join person in db.PersonCopies on OutcomesDbContext.CanonicalPerson(nomination.PersonId) equals person.Id into people
            from person in people.DefaultIfEmpty()
            join organisation in db.OrganisationCopies on OutcomesDbContext.CanonicalOrganisation(nomination.OnBehalfOf) equals organisation.Id into organisations
            from organisation in organisations.DefaultIfEmpty()
            where session.ConsultationId == consultation && NominationCopy.Represents.Contains(nomination.State)
            select new
            {
                nomination, own, person, organisation, Unnamed = OutcomesDbContext.Refuses(nomination.PersonId, "name"),
                IsErased = db.Tombstones.Any(t => t.RecordId == nomination.PersonId),
            }).ToListAsync(cancel);
        // Told of by another service a moment ago: a paper that passed over them in silence would be wrong.
        if (seated.Exists(seat => seat.organisation is null || (seat.own is null && !seat.IsErased)))
        {
            throw KnownRecords.NotYet("nomination");
        }
        return seated
            .Select(seat => (seat.nomination.SessionId, Part: Representative(seat.nomination, seat.Unnamed ? null : seat.person, seat.organisation)))
            .OrderBy(seat => seat.Part, ByName).ToLookup(seat => seat.SessionId, seat => seat.Part);
    }

    /// <summary>By session: those that their speakers approved and let be used.</summary>
    public static async Task<ILookup<Guid, QuotePart>> QuotesAsync(Guid consultation, OutcomesDbContext db, CancellationToken cancel)
    {
        var approved = await (
            from quote in db.Quotes.AsNoTracking()
            join person in db.PersonCopies on OutcomesDbContext.CanonicalPerson(quote.PersonId!.Value) equals person.Id into people
            from person in people.DefaultIfEmpty()
            where quote.ConsultationId == consultation && quote.Approval != null && !OutcomesDbContext.Refuses(quote.PersonId, "quote")
            orderby quote.Id
            select new { quote, person, Unnamed = OutcomesDbContext.Refuses(quote.PersonId, "name") }).ToListAsync(cancel);
        return approved.ToLookup(said => said.quote.SessionId, said =>
        {
            var (quote, speaker) = (said.quote, said.Unnamed ? null : said.person);
            return new QuotePart(quote.Id, quote.MessageId, speaker?.Id, quote.Language, quote.Wording, quote.Translations ?? [], quote.Paraphrase,
                speaker is null ? null : quote.Name, quote.Affiliation);
        });
    }

    public static readonly IComparer<RepresentativePart> ByName = Comparer<RepresentativePart>.Create((a, b) =>
        (a.Name is null, b.Name is null) switch
        {
            (false, false) when StringComparer.InvariantCultureIgnoreCase.Compare(a.Name, b.Name) is not 0 and var order => order,
            (true, false) => 1,
            (false, true) => -1,
            _ => a.NominationId.CompareTo(b.NominationId),
        });

    static RepresentativePart Representative(NominationCopy nomination, PersonCopy? person, OrganisationCopy organisation) =>
        new(nomination.Id, person?.Id, person is null ? null : nomination.NameAsPrinted ?? person.Name, nomination.Title, organisation.Name, organisation.Country);
}
