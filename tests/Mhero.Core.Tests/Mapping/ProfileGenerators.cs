using FsCheck;
using FsCheck.Fluent;
using Mhero.Core.Mapping.Profiles;

namespace Mhero.Core.Tests.Mapping;

/// <summary>Profiles from so few values that both sides often meet, agree and differ.</summary>
public static class ProfileGenerators
{
    private static readonly string?[] Names = [null, "Aline", "Beata", "Chantal"];
    private static readonly string?[] Languages = [null, "eng", "fra", "kin"];
    private static readonly string?[] Values = [null, "x", "y", "z"];
    private static readonly string[] Numbers = ["+250788000001", "+250788000002", "+250788000003", "2222"];

    public static Gen<WorkerProfile> Profiles { get; } =
        from name in Gen.Elements(Names)
        from language in Gen.Elements(Languages)
        from numbers in Lists
        from whatsApp in Lists
        from cadre in Gen.Elements(Values)
        from district in Gen.Elements(Values)
        from active in Gen.Elements(true, false)
        select Profile(name, language, numbers, whatsApp, cadre, district, active);

    private static Gen<string[]> Lists =>
        from shuffled in Gen.Shuffle(Numbers)
        from count in Gen.Choose(0, 3)
        select shuffled.Take(count).ToArray();

    public static Arbitrary<WorkerProfile> WorkerProfile() => Profiles.ToArbitrary();

    public static Arbitrary<MergeInput> MergeInput() => (
        from first in Gen.Elements(true, false, false, false)
        from agreed in Profiles
        from lastContact in Gen.OneOf(Gen.Constant(agreed), Profiles)
        from registry in Gen.OneOf(Gen.Constant(agreed), Profiles)
        from contact in Gen.OneOf(Gen.Constant(lastContact), Profiles)
        from policy in Gen.Elements(ConflictPolicy.RegistryWins, ConflictPolicy.RapidProWins)
        from direction in Gen.Elements(SyncDirection.TwoWay, SyncDirection.TwoWay, SyncDirection.RegistryToRapidPro)
        from registryOnly in Gen.Elements(true, false)
        select new MergeInput(first ? null : agreed, first ? null : lastContact, registry, contact, policy, direction)
        {
            RegistryOnly = registryOnly ? new HashSet<string> { "fields.district" } : [],
        }).ToArbitrary();

    public static WorkerProfile Profile(
        string? name, string? language, IReadOnlyList<string> numbers, IReadOnlyList<string> whatsApp, string? cadre, string? district, bool active)
    {
        var fields = new Dictionary<string, string>();
        if (cadre is not null)
        {
            fields["cadre"] = cadre;
        }

        if (district is not null)
        {
            fields["district"] = district;
        }

        return new WorkerProfile { Name = name, Language = language, Numbers = numbers, WhatsApp = whatsApp, Fields = fields, Active = active };
    }
}
