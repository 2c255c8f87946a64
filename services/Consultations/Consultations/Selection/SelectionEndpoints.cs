using MayorsMechanism.Consultations.Answers;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Consultations.Selection;

/// <summary>Which of the cycle's themes a consultation takes up, and who agreed. It is a part of the consultation, under its ETag.</summary>
static class SelectionEndpoints
{
    public static void MapSelection(this RouteGroupBuilder consultation)
    {
        consultation.MapGet("/sign-offs", List).RequireScope(Scopes.ConsultationsRead).RequireSecretariat().WithName("ListSignOffs")
            .WithSummary("List who signed the selected themes, and how that is known");

        var changes = consultation.MapGroup("").RequireScope(Scopes.ConsultationsWrite).RequireSecretariat();
        changes.MapPost("/select-themes", Select).WithName("SelectThemes").WithSummary("Select themes of the cycle; another selection voids what was signed");
        changes.MapPost("/sign-offs", Sign).WithName("RecordSignOff").WithSummary("Record that the host or the Chair signed the selected themes");
        changes.MapDelete("/sign-offs/{party}", TakeBack).WithName("TakeBackSignOff").WithSummary("Record that a sign-off was taken back");
    }

    static async Task<Results<Page<SignOffEvidence>, NotFound>> List(Guid id, ConsultationsDbContext db, CancellationToken cancel) =>
        await db.Consultations.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancel) is { } consultation
            ? new Page<SignOffEvidence>([.. consultation.SignOffs.Select(SignOffEvidence.Of)], null, null)
            : TypedResults.NotFound();

    static Task<Results<RecordResult<ConsultationResponse>, NotFound>> Select(
        Guid id, SelectThemes body, IfMatch ifMatch, ConsultationsDbContext db, CancellationToken cancel) =>
        ConsultationEndpoints.ChangeAsync(id, ifMatch, db, async consultation =>
            consultation.Select(body.Themes, await db.KeepThemesAsync(consultation.CycleId, cancel)), cancel);

    static Task<Results<RecordResult<ConsultationResponse>, NotFound>> Sign(
        Guid id, RecordSignOff body, IfMatch ifMatch, Caller caller, ConsultationsDbContext db, TimeProvider clock, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var signOff = new SignOff(body.Party, RecordedAnswer.Of(caller, body.Recorded, now), now);
        return ConsultationEndpoints.GoAsync(id, ifMatch, db, consultation => consultation.Sign(signOff), cancel);
    }

    static Task<Results<RecordResult<ConsultationResponse>, NotFound>> TakeBack(
        Guid id, Word<SignOffParty> party, IfMatch ifMatch, ConsultationsDbContext db, CancellationToken cancel) =>
        ConsultationEndpoints.GoAsync(id, ifMatch, db, consultation => consultation.TakeBackSignOff(party.Value), cancel);
}
