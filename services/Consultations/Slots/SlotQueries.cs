using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Slots;

static class SlotQueries
{
    /// <summary>Whoever does not come does not speak: their turn is free for somebody else.</summary>
    public static async Task FreeSlotsAsync(this ConsultationsDbContext db, Guid[] nominations, CancellationToken cancel) =>
        db.RemoveRange(await db.Slots.Where(slot => nominations.Contains(slot.NominationId)).ToListAsync(cancel));
}
