using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Places;

namespace Mhero.Core.Tests.Mapping;

/// <summary>Facilities as pairs of a Location and an Organization, and Organizations without the other half.</summary>
public class PairedPlacesTests
{
    private static readonly PlaceIndex Sut = new(
        [
            Location("site", "Remera Site", "o-pair", "facility", partOf: null),
            Location("lab", "Remera Lab", "o-pair", null, partOf: "site"),
            Location("one", "One", "o-two", null, partOf: null),
            Location("two", "Two", "o-two", null, partOf: null),
            Location("shut", "Shut", "o-shut", "facility", partOf: null, Hl7.Fhir.Model.Location.LocationStatus.Inactive),
            Location("ministry-store", "Store", "o-ministry", null, partOf: null),
            Location("owned", "Owned Post", "o-district", null, partOf: null),
            Location("orphan", "Orphan", "nowhere", null, partOf: null),
        ],
        [
            Organization("o-pair", "Remera Health Centre", "facility", "o-district"),
            Organization("o-two", "Both", "facility", "o-district"),
            Organization("o-shut", "Shut", "facility", "o-district"),
            Organization("o-district", "Gasabo", "jurisdiction", "o-ministry"),
            Organization("o-ministry", "Ministry", "govt", null),
            Organization("o-lost", "Lost", "facility", "nowhere"),
            Organization("o-circle", "Circle", "facility", "o-circle"),
        ],
        FacilityTypes.Default);

    [Theory]
    [InlineData("o-pair", "site", "Remera Site")]
    [InlineData("o-two", "Organization/o-two", "Both")]
    [InlineData("o-shut", "Organization/o-shut", "Shut")]
    [InlineData("o-ministry", null, null)]
    [InlineData("o-district", null, null)]
    public void FacilityOf_RoleWithOrganizationAlone_IsItsOtherHalfOrItself(string organization, string? key, string? name)
    {
        var place = Sut.FacilityOf(Role(organization), out var isUnknown);

        Assert.Equal((key, name, false), (place?.Key, place?.Name, isUnknown));
    }

    [Fact]
    public void FacilityOf_RoleWithLocationToo_IsTheLocation() =>
        Assert.Equal("lab", Sut.FacilityOf(Role("o-two", "lab"), out _)?.Key);

    [Theory]
    [InlineData("missing", null)]
    [InlineData("o-two", "missing")]
    public void FacilityOf_WhatIsNotHere_IsUnknown(string organization, string? location)
    {
        Assert.Null(Sut.FacilityOf(Role(organization, location), out var isUnknown));
        Assert.True(isUnknown);
    }

    [Theory]
    [InlineData("o-pair", "Gasabo", false)]
    [InlineData("o-two", "Gasabo", false)]
    [InlineData("o-lost", null, true)]
    [InlineData("o-circle", null, false)]
    public void Above_FacilityOfAnOrganization_GoesByTheOrganizations(string organization, string? district, bool isBroken)
    {
        var place = Sut.Above(Sut.FacilityOf(Role(organization), out _)!.Value, "jdn", out var broken);

        Assert.Equal((district, isBroken), (place?.Name, broken));
    }

    [Theory]
    [InlineData("lab", "jdn", "Gasabo")]
    [InlineData("lab", "1", "Remera Site")]
    [InlineData("lab", "2", "Gasabo")]
    [InlineData("owned", "1", "Gasabo")]
    [InlineData("owned", "govt", "Ministry")]
    [InlineData("orphan", "jdn", null)]
    public void Above_LocationThatIsPartOfNone_IsWhereItsOrganizationIs(string location, string level, string? name) =>
        Assert.Equal(name, Sut.Above(new(Sut.ByReference("Location/" + location)!), level, out _)?.Name);

    [Fact]
    public void ChainOf_Pair_HasBothHalves() =>
        Assert.Equal(["site", "Organization/o-pair", "Organization/o-district", "Organization/o-ministry"], Sut.ChainOf(Sut.FacilityOf(Role("o-pair"), out _)!.Value));

    [Fact]
    public void Include_OtherTypesOrAll_AreFacilities()
    {
        var ministry = Organization("m", "Ministry", "govt", null);

        Assert.Equal((false, true, true), (FacilityTypes.Default.Include(ministry), new FacilityTypes(["GOVT"]).Include(ministry), new FacilityTypes(["*"]).Include(new Organization())));
    }

    private static PractitionerRole Role(string organization, string? location = null) => new()
    {
        Organization = new ResourceReference("Organization/" + organization),
        Location = location is null ? [] : [new ResourceReference("Location/" + location)],
    };

    private static Location Location(
        string id, string name, string organization, string? type, string? partOf, Location.LocationStatus status = Hl7.Fhir.Model.Location.LocationStatus.Active) => new()
        {
            Id = id,
            Name = name,
            Status = status,
            Type = type is null ? [] : [new CodeableConcept("http://example.org/types", type)],
            ManagingOrganization = new ResourceReference("Organization/" + organization),
            PartOf = partOf is null ? null : new ResourceReference("Location/" + partOf),
        };

    private static Organization Organization(string id, string name, string type, string? partOf) => new()
    {
        Id = id,
        Name = name,
        Type = [new CodeableConcept("http://example.org/types", type)],
        PartOf = partOf is null ? null : new ResourceReference("Organization/" + partOf),
    };
}
