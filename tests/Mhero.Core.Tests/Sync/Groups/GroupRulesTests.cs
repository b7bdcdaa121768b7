using System.ComponentModel.DataAnnotations;
using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Sync.Groups;
using Mhero.Core.Sync.Groups.Rules;

namespace Mhero.Core.Tests.Sync.Groups;

public sealed class GroupRulesTests
{
    private static readonly DateOnly Today = new(2026, 5, 4);

    private static readonly PlaceIndex Known = new(
    [
        new Location { Id = "gasabo", Name = "Gasabo", PhysicalType = new CodeableConcept("http://terminology.hl7.org/CodeSystem/location-physical-type", "jdn") },
        new Location { Id = "kacyiru", Name = "Kacyiru \"HC\"", PartOf = new ResourceReference("Location/gasabo") },
        new Location { Id = "remera", Name = "Remera", PartOf = new ResourceReference("Location/gasabo") },
        new Location { Id = "closed", Name = "Closed", Status = Location.LocationStatus.Inactive, PartOf = new ResourceReference("Location/gasabo") },
    ]);

    [Fact]
    public void Of_CadreInDistrict_IsOneGroupKnownByCodeAndPlace()
    {
        var group = Assert.Single(Of("{cadre} in {district}", [Role("2221", "Nurse", "kacyiru")]));

        Assert.Equal("Nurse in Gasabo", group.Name);
        Assert.Equal("rule|one|2221|gasabo", group.Key);
    }

    [Fact]
    public void Of_TwoRoles_CountsBothAndOneDistrictOnce()
    {
        PractitionerRole[] roles = [Role("2221", "Nurse", "kacyiru"), Role("2222", "Midwife", "remera")];

        Assert.Equal(["Midwife", "Nurse"], Of("{cadre}", roles).Select(g => g.Name).Order());
        Assert.Equal(["Gasabo"], Of("{district}", roles).Select(g => g.Name));
        // The nurse works at one place, the midwife at the other.
        Assert.Equal(["Midwife at Remera", "Nurse at Kacyiru 'HC'"], Of("{cadre} at {facility}", roles).Select(g => g.Name).Order());
    }

    [Fact]
    public void Of_RoleThatIsOverOrNotActive_DoesNotCount()
    {
        var over = Role("2221", "Nurse", "kacyiru");
        over.Period = new Period { End = "2026-04-30" };
        var inactive = Role("2222", "Midwife", "kacyiru");
        inactive.Active = false;

        Assert.Empty(Of("{cadre}", [over, inactive]));
    }

    [Fact]
    public void Of_ClosedFacilityOrNone_HasNoGroupOfPlaces()
    {
        Assert.Empty(Of("{facility}", [Role("2221", "Nurse", "closed")]));
        Assert.Empty(Of("{cadre} in {district}", [Role("2221", "Nurse", null)]));
    }

    [Fact]
    public void Of_NameWithoutPlaceholders_IsForPractitionersAndForWhomTheSearchFound()
    {
        var all = new GroupRules(Options("Everybody", null), new ContactMappingOptions());
        var mothers = new GroupRules(Options("Mothers", "Patient?gender=female"), new ContactMappingOptions());

        Assert.Single(all.Of("Practitioner/1", [], Known, Today, []));
        Assert.Empty(all.Of("Patient/1", [], Known, Today, []));
        Assert.Single(mothers.Of("Patient/1", [], Known, Today, [mothers.Searches.Single().List]));
        Assert.Empty(mothers.Of("Patient/2", [], Known, Today, []));
    }

    [Fact]
    public void Of_RuleWithSearch_IsForThoseWhomItFound()
    {
        var rules = new GroupRules(Options("{cadre}", "PractitionerRole?specialty=1"), new ContactMappingOptions());

        Assert.Empty(rules.Of("Practitioner/1", [Role("2221", "Nurse", "kacyiru")], Known, Today, []));
        Assert.Single(rules.Of("Practitioner/1", [Role("2221", "Nurse", "kacyiru")], Known, Today, [rules.Searches.Single().List]));
    }

    [Fact]
    public void Fill_LongName_IsCutToWhatRapidProTakes()
    {
        var group = Assert.Single(Of("{cadre}", [Role("1", new string('x', 100), null)]));

        Assert.Equal(64, group.Name.Length);
        Assert.Equal(64, NameTemplate.Fit(group.Name, "abc").Length);
        Assert.EndsWith(" (abc)", NameTemplate.Fit(group.Name, "abc"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("{cadre} of {planet}", null)]
    [InlineData("{cadre}", "Patient?name=x")]
    [InlineData("{cadre}", "Location?name=x")]
    [InlineData("{cadre}", "PractitionerRole?specialty")]
    public void Validate_RuleThatCannotBeUsed_IsRefused(string name, string? search) =>
        Assert.Single(Options(name, search).Validate(new ValidationContext(new object())));

    private static List<RuleGroup> Of(string name, IReadOnlyList<PractitionerRole> roles) =>
        new GroupRules(Options(name, null), new ContactMappingOptions()).Of("Practitioner/1", roles, Known, Today, []);

    private static GroupSyncOptions Options(string name, string? search) => new() { Rules = { ["One"] = new GroupRule { Name = name, Search = search } } };

    private static PractitionerRole Role(string code, string display, string? place) => new()
    {
        Code = [new CodeableConcept("http://example.org/cadres", code) { Coding = [new Coding("http://example.org/cadres", code, display)] }],
        Location = place is null ? [] : [new ResourceReference("Location/" + place)],
    };
}
