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
        await Of(tenancy.Sessions.Where(s => s.Id == id), tenancy).SingleOrDefaultAsync(cancel) is { } attendance
            ? TypedResults.Ok(attendance)
            : TypedResults.NotFound();

    static async Task<Results<Ok<ConsultationAttendance>, NotFound>> OfConsultation(Guid id, Tenancy tenancy, CancellationToken cancel) =>
        await tenancy.Consultations.AnyAsync(c => c.Id == id, cancel)
            ? TypedResults.Ok(new ConsultationAttendance(id, await Of(tenancy.Sessions.Where(s => s.ConsultationId == id), tenancy).ToListAsync(cancel)))
            : TypedResults.NotFound();

    static IQueryable<SessionAttendance> Of(IQueryable<Session> sessions, Tenancy tenancy)
    {
        var (nominations, slots) = (tenancy.Nominations, tenancy.Slots);
        return sessions.OrderBy(s => s.Date).ThenBy(s => s.Start).ThenBy(s => s.Id).Select(s => new SessionAttendance(
            s.Id, s.Seats,
            nominations.Count(n => n.SessionId == s.Id && n.State == NominationState.Proposed),
            nominations.Count(n => n.SessionId == s.Id && n.State == NominationState.Confirmed),
            nominations.Count(n => n.SessionId == s.Id && n.State == NominationState.Accepted),
            nominations.Count(n => n.SessionId == s.Id && n.State == NominationState.Declined),
            nominations.Count(n => n.SessionId == s.Id && n.State == NominationState.Withdrawn),
            nominations.Count(n => n.SessionId == s.Id && n.State == NominationState.Attended),
            nominations.Count(n => n.SessionId == s.Id && n.State == NominationState.Absent),
            slots.Where(slot => slot.SessionId == s.Id).Sum(slot => slot.MinutesPlanned),
            slots.Where(slot => slot.SessionId == s.Id).Sum(slot => slot.MinutesUsed ?? 0)));
    }
}
