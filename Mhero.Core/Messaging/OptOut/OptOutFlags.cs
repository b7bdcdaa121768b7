using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging.Recipients;

namespace Mhero.Core.Messaging.OptOut;

/// <summary>The Flag for an opt-out. Pure.</summary>
internal static class OptOutFlags
{
    /// <summary>Whether a Flag is about messages being wanted or not, whatever its status.</summary>
    public static bool IsAboutMessages(Flag flag) =>
        flag.Code?.Coding.Any(c => c is { System: MheroSystems.Tags, Code: MheroSystems.OptedOutTag }) is true;

    /// <summary>Whether mHero made the Flag.</summary>
    public static bool IsOwn(Flag flag) => flag.Identifier.Any(i => i.System == MheroSystems.OptOut);

    /// <summary>Whether it is an opt-out now.</summary>
    public static bool IsActive(Flag flag) => OptOutCache.IsOptOut(flag);

    /// <summary>What finds mHero's own Flag of a person again.</summary>
    public static FhirSearch ConditionOf(string person) => new FhirSearch("Flag").Where("identifier", MheroSystems.OptOut, person);

    /// <summary>A new Flag.</summary>
    /// <param name="person">Reference of a Practitioner or Patient.</param>
    /// <param name="since">Since when no messages are wanted.</param>
    public static Flag Make(string person, DateTimeOffset since) => new()
    {
        Identifier = [new Identifier(MheroSystems.OptOut, person)],
        Status = Flag.FlagStatus.Active,
        Category = [new CodeableConcept(StandardSystems.FlagCategory, "contact", "Subject Contact", null)],
        Code = new CodeableConcept(MheroSystems.Tags, MheroSystems.OptedOutTag, "Opted out", "Wants no messages"),
        Subject = new ResourceReference(person),
        Period = new Period { Start = Text(since) },
    };

    /// <summary>The Flag made active again; all else stays.</summary>
    public static Flag Renew(Flag flag, DateTimeOffset since)
    {
        flag.Status = Flag.FlagStatus.Active;
        flag.Period = new Period { Start = Text(since) };
        return flag;
    }

    /// <summary>The Flag made inactive; all else stays.</summary>
    public static Flag End(Flag flag, DateTimeOffset now)
    {
        flag.Status = Flag.FlagStatus.Inactive;
        flag.Period ??= new Period();
        flag.Period.End = Text(now);
        if (DateTimeOffset.TryParse(flag.Period.StartElement?.JsonValue as string, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start) && start > now)
        {
            // The other clock may be ahead of mHero's; a period must not end before it begins.
            flag.Period.End = flag.Period.Start;
        }

        return flag;
    }

    private static string Text(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
