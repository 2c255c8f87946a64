using MayorsMechanism.Consultations.Consultations;
using MayorsMechanism.Consultations.Copies;
using MayorsMechanism.Consultations.Cycles;
using MayorsMechanism.Consultations.Invitations;
using MayorsMechanism.Consultations.Nominations;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations;

/// <summary>What other services are told.</summary>
static class Events
{
    public static Task<IRecordEvent> OfAsync(DbContext db, Cycle c, long version, CancellationToken cancel) =>
        Task.FromResult<IRecordEvent>(new CycleChanged
        {
            Id = c.Id,
            Version = version,
            Name = c.Name,
            Chair = c.Chair,
            Themes = [.. c.Themes.Select(theme => new CycleTheme { Id = theme.Id, Title = theme.Title })],
        });

    public static Task<IRecordEvent> OfAsync(DbContext db, Consultation c, long version, CancellationToken cancel) =>
        Task.FromResult<IRecordEvent>(new ConsultationChanged
        {
            Id = c.Id,
            Version = version,
            CycleId = c.CycleId,
            Name = c.Name,
            State = KebabCase.Of(c.State),
            Region = c.Region,
            HostProcessId = c.HostProcessId,
            HostChair = c.HostChair,
            Objectives = c.Objectives,
            Kind = KebabCase.Of(c.Kind),
            Outputs = c.Outputs,
            CoHosts = c.CoHosts,
            Themes = c.Themes,
        });

    public static Task<IRecordEvent> OfAsync(DbContext db, Session s, long version, CancellationToken cancel) =>
        Task.FromResult<IRecordEvent>(new SessionChanged
        {
            Id = s.Id,
            Version = version,
            ConsultationId = s.ConsultationId,
            Kind = KebabCase.Of(s.Kind),
            Title = s.Title,
            Date = s.Date,
            Start = s.Start,
            Duration = s.Duration,
            TimeZone = s.TimeZone,
            State = KebabCase.Of(s.State),
        });

    public static async Task<IRecordEvent> OfAsync(DbContext db, Nomination n, long version, CancellationToken cancel)
    {
        var session = (await db.FindAsync<Session>([n.SessionId], cancel))!;
        var consultation = (await db.FindAsync<Consultation>([session.ConsultationId], cancel))!;
        var told = n.Told?.Facts ?? session.Announced;
        return new NominationChanged
        {
            Id = n.Id,
            Version = version,
            SessionId = n.SessionId,
            ConsultationId = consultation.Id,
            PersonId = n.PersonId,
            OnBehalfOf = n.OnBehalfOf,
            NominatedBy = n.NominatedBy,
            State = KebabCase.Of(n.State),
            Answered = n.AnsweredAt is not null,
            Consultation = consultation.Name,
            Session = told.Title,
            Date = told.Date,
            Start = told.Start,
            TimeZone = told.TimeZone,
            Sequence = n.Told?.Sequence ?? 0,
            SessionCancelled = n is { State: NominationState.Withdrawn, Reason: Nomination.SessionCancelled },
            Calendar = n.Calendar,
            CalendarFor = n.CalendarFor,
            Title = n.Title,
            NameAsPrinted = n.NameAsPrinted,
        };
    }

    public static async Task<IRecordEvent> OfAsync(DbContext db, Invitation i, long version, CancellationToken cancel)
    {
        var consultation = (await db.FindAsync<Consultation>([i.ConsultationId], cancel))!;
        var organisation = await db.FindAsync<OrganisationCopy>([i.OrganisationId], cancel);
        var session = i.SessionId is { } id ? (await db.FindAsync<Session>([id], cancel))!.Announced : null;
        return new InvitationChanged
        {
            Id = i.Id,
            Version = version,
            ConsultationId = i.ConsultationId,
            SessionId = i.SessionId,
            OrganisationId = i.OrganisationId,
            State = KebabCase.Of(i.State),
            Deadline = i.Deadline,
            Reminders = i.Reminders,
            Consultation = consultation.Name,
            Session = session?.Title,
            Date = session?.Date,
            ContactId = i.ContactId,
            Organisation = organisation?.Name,
            Start = session?.Start,
            TimeZone = session?.TimeZone,
            SessionCancelled = session?.State is SessionState.Cancelled,
        };
    }
}
