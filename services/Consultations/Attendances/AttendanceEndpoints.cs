using MayorsMechanism.Consultations.Nominations;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Attendances;

static class AttendanceEndpoints
{
    public static void MapAttendance(this IEndpointRouteBuilder app)
    {
        var attendance = app.MapGroup("/api/v1").WithTags("Nominations").RequireScope(Scopes.ConsultationsRead);
        attendance.MapGet("/sessions/{id:guid}/attendance", OfSession).WithName("GetSessionAttendance").WithSummary("Who came to a session, in numbers");
        attendance.MapGet("/consultations/{id:guid}/attendance", OfConsultation).WithName("GetConsultationAttendance")
            .WithSummary("Who came to each session of a consultation, in numbers");
    }

    static async Task<Results<Ok<SessionAttendance>, NotFound>> OfSession(Guid id, Tenancy tenancy, CancellationToken cancel) =>
        await OfAsync(tenancy.Sessions.Where(s => s.Id == id), tenancy, cancel) is [var attendance]
            ? TypedResults.Ok(attendance)
            : TypedResults.NotFound();

    static async Task<Results<Ok<ConsultationAttendance>, NotFound>> OfConsultation(Guid id, Tenancy tenancy, CancellationToken cancel) =>
        await tenancy.Consultations.AnyAsync(c => c.Id == id, cancel)
            ? TypedResults.Ok(new ConsultationAttendance(id, await OfAsync(tenancy.Sessions.Where(s => s.ConsultationId == id), tenancy, cancel)))
            : TypedResults.NotFound();

    static async Task<IReadOnlyList<SessionAttendance>> OfAsync(IQueryable<Session> sessions, Tenancy tenancy, CancellationToken cancel)
    {
        var (nominations, slots) = (tenancy.Nominations, tenancy.Slots);
        var counted = await sessions.AsNoTracking().Select(s => new
        {
            Session = s,
            States = nominations.Where(n => n.SessionId == s.Id).GroupBy(n => n.State).Select(same => new { same.Key, Count = same.Count() }).ToList(),
            Planned = slots.Where(slot => slot.SessionId == s.Id).Sum(slot => slot.MinutesPlanned),
            Used = slots.Where(slot => slot.SessionId == s.Id).Sum(slot => slot.MinutesUsed ?? 0),
        }).ToListAsync(cancel);
        return
        [
            .. from each in counted
               let facts = each.Session.KnownTo(tenancy.Caller)
               let states = each.States.ToDictionary(same => same.Key, same => same.Count)
               orderby facts.Date, facts.Start, each.Session.Id
               select new SessionAttendance(each.Session.Id, facts.Seats,
                   states.GetValueOrDefault(NominationState.Proposed), states.GetValueOrDefault(NominationState.Confirmed),
                   states.GetValueOrDefault(NominationState.Accepted), states.GetValueOrDefault(NominationState.Declined),
                   states.GetValueOrDefault(NominationState.Withdrawn), states.GetValueOrDefault(NominationState.Attended),
                   states.GetValueOrDefault(NominationState.Absent), each.Planned, each.Used),
        ];
    }
}
