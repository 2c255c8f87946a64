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
}
