using MayorsMechanism.Outcomes.Copies;
using MayorsMechanism.Outcomes.Messages;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Outcomes.Papers.Documents;

/// <summary>Makes the document of a paper from all that is known of its consultation now.</summary>
sealed class Assembly
{
    readonly Paper _paper;
    readonly CycleCopy _cycle;
    readonly ConsultationCopy _consultation;
    readonly string? _host;
    readonly List<SessionCopy> _sessions;
    readonly List<KeyMessage> _messages;
    readonly ILookup<Guid, RepresentativePart> _representatives;
    readonly ILookup<Guid, QuotePart> _quotes;

    Assembly(
        Paper paper, CycleCopy cycle, ConsultationCopy consultation, string? host, List<SessionCopy> sessions, List<KeyMessage> messages,
        ILookup<Guid, RepresentativePart> representatives, ILookup<Guid, QuotePart> quotes)
    {
        (_paper, _cycle, _consultation, _host) = (paper, cycle, consultation, host);
        (_sessions, _messages, _representatives, _quotes) = (sessions, messages, representatives, quotes);
    }

    public static async Task<PaperDocument> OfAsync(Paper paper, OutcomesDbContext db, CancellationToken cancel)
    {
        var consultation = await db.ConsultationCopies.AsNoTracking().SingleAsync(c => c.Id == paper.ConsultationId, cancel);
        var cycle = await db.CycleCopies.AsNoTracking().SingleAsync(c => c.Id == consultation.CycleId, cancel);
        var host = await db.OrganisationCopies.Where(o => o.Id == OutcomesDbContext.CanonicalOrganisation(consultation.HostProcessId ?? Guid.Empty))
            .Select(o => o.Name).SingleOrDefaultAsync(cancel);
        var sessions = await db.SessionCopies.AsNoTracking().Where(s => s.ConsultationId == consultation.Id && s.State != "cancelled")
            .OrderBy(s => s.Date).ThenBy(s => s.Start).ThenBy(s => s.Id).ToListAsync(cancel);
        var messages = await db.KeyMessages.AsNoTracking().Where(m => m.ConsultationId == consultation.Id)
            .OrderBy(m => m.Order ?? int.MaxValue).ThenBy(m => m.Id).ToListAsync(cancel);
        var representatives = await Speakers.RepresentativesAsync(consultation.Id, db, cancel);
        var quotes = await Speakers.QuotesAsync(consultation.Id, db, cancel);
        return new Assembly(paper, cycle, consultation, host, sessions, messages, representatives, quotes).Document();
    }

    PaperDocument Document() => new()
    {
        PaperId = _paper.Id,
        Title = _paper.Title,
        Introduction = _paper.Introduction,
        Mechanism = _paper.Mechanism,
        Cycle = new(_cycle.Id, _cycle.Name, _cycle.Chair, _cycle.Themes, _paper.Cycle),
        Consultation = new(_consultation.Id, _consultation.Name, _host, _consultation.HostChair, _consultation.Objectives,
            _paper.Consultation, _paper.Outputs, _paper.Participation, _paper.Structure),
        Dates = [.. _sessions.Select(s => new DatePart(s.Id, s.Kind, s.Title, s.Date, s.Start, s.TimeZone))],
        CrossCutting = [.. _messages.Where(m => m.Category is not null).GroupBy(m => m.Category!.Value).OrderBy(group => group.Key)
            .Select(group => new CategoryPart(KebabCase.Of(group.Key), [.. group.Select(Message)]))],
        Topics = [.. from session in _sessions let topic = Topic(session) where IsTopic(session, topic) select topic],
    };

    TopicPart Topic(SessionCopy session)
    {
        var messages = _messages.Where(m => m.SessionId == session.Id).Select(Message).ToList();
        // A message that has moved to another topic leaves its quotes behind.
        var quotes = _quotes[session.Id].Select(quote => messages.Exists(m => m.Id == quote.MessageId) ? quote : quote with { MessageId = null });
        return new(session.Id, session.Title, session.Date, [.. _representatives[session.Id]], messages, [.. quotes]);
    }

    /// <summary>Plenaries are topics only when somebody spoke there.</summary>
    static bool IsTopic(SessionCopy session, TopicPart topic) =>
        session.Kind is "thematic" or "additional" || topic.Representatives.Count + topic.Messages.Count + topic.Quotes.Count > 0;

    static MessagePart Message(KeyMessage m) => new(m.Id, m.Lead, m.Body, m.Points, m.Contributions);
}
