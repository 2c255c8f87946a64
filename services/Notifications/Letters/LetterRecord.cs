using MayorsMechanism.Messaging;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Notifications.Letters;

sealed class LetterRecord : RootRecord<Letter>
{
    public override string Name => "letter";

    protected override void Map(EntityTypeBuilder<Letter> letter)
    {
        letter.Property(l => l.Trigger).HasConversion<KebabCase<LetterTrigger>>();
        letter.Property(l => l.State).HasConversion<KebabCase<LetterState>>();
        letter.Property(l => l.Occasion).AsJson();
        letter.Property(l => l.Attempts).AsJson();
        letter.HasIndex(l => l.DueAt).HasFilter("state IN ('queued', 'sending')");
        letter.HasIndex(l => l.NominationId);
        letter.HasIndex(l => l.InvitationId);
        letter.HasIndex(l => l.PersonId);
        letter.HasIndex(l => l.Named).HasMethod("gin");
    }

    protected override Told<Letter>? Told => null;

    // Also what was, or would be, written to these people for others who are or were merged into them.
    protected override Naming<Letter>? Naming => new(
        (all, people) => all.FromSql($"""
            SELECT * FROM letters
            WHERE person_id = ANY ({people}) OR named && {people} OR (state = 'queued' AND recipient_of(person_id) = ANY ({people}))
            FOR UPDATE
            """),
        (letter, _) => letter.Erase());
}
