using MayorsMechanism.Messaging;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Consultations.Calendars;

sealed class CalendarLinkRecord : RootRecord<CalendarLink>
{
    public override string Name => "calendar-link";

    protected override void Map(EntityTypeBuilder<CalendarLink> link)
    {
        link.HasIndex(l => l.SecretHash).IsUnique();
        link.HasIndex(l => l.PersonId);
    }

    protected override Told<CalendarLink>? Told => null;

    protected override Naming<CalendarLink>? Naming => new((all, people) => all.Where(l => l.PersonId != null && people.Contains(l.PersonId.Value)));
}
