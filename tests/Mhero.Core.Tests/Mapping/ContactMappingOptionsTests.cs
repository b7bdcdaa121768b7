using Mhero.Core.Mapping.Profiles;


namespace Mhero.Core.Tests.Mapping;

public class ContactMappingOptionsTests
{
    [Fact]
    public void Validate_RegionAlone_IsEnough() => Assert.Empty(new ContactMappingOptions { DefaultRegion = "RW" }.Validate());

    [Fact]
    public void Validate_DefaultFields_HaveNoFault() =>
        Assert.Empty(new ContactMappingOptions { DefaultRegion = "RW", Fields = ContactMappingOptions.DefaultFields() }.Validate());

    [Fact]
    public void Validate_ManyFaults_NamesEverySettingAtOnce()
    {
        var options = new ContactMappingOptions
        {
            Fields =
            {
                ["cadre"] = new() { Type = "numeric", Codes = new() { ["a"] = "Nurse", ["b"] = " nurse", ["c"] = "" } },
                ["9lives"] = new() { Element = ContactElement.BirthDate },
                ["globalid"] = new() { Element = ContactElement.BirthDate },
                ["sex"] = new() { Element = ContactElement.Gender, Name = "Sex (m/f)", Codes = new() { ["woman"] = "W" } },
                ["emp"] = new() { Element = ContactElement.Identifier },
                ["district"] = new() { Element = ContactElement.District, Level = "-1" },
                ["path"] = new() { Element = ContactElement.FhirPath },
                ["path2"] = new() { Element = ContactElement.FhirPath, Expression = "name.where(" },
            },
        };

        var settings = options.Validate().Select(fault => fault.Split(' ')[0]).Order(StringComparer.Ordinal);

        Assert.Equal(
            [
                "Mhero__Contacts__DefaultRegion",
                "Mhero__Contacts__Fields__9lives",
                "Mhero__Contacts__Fields__cadre__Codes__b",
                "Mhero__Contacts__Fields__cadre__Codes__c",
                "Mhero__Contacts__Fields__cadre__Element",
                "Mhero__Contacts__Fields__cadre__Type",
                "Mhero__Contacts__Fields__district__Level",
                "Mhero__Contacts__Fields__emp__System",
                "Mhero__Contacts__Fields__globalid",
                "Mhero__Contacts__Fields__path2__Expression",
                "Mhero__Contacts__Fields__path__Expression",
                "Mhero__Contacts__Fields__sex__Codes__woman",
                "Mhero__Contacts__Fields__sex__Name",
            ],
            settings);
    }

    [Fact]
    public void MappedFields_NoneConfigured_AreTheDefaultOnes() =>
        Assert.Equal(
            ["birth_date", "cadre", "district", "employee_number", "facility", "gender", "specialty"],
            new ContactMappingOptions().MappedFields.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void RegistryOnlyAttributes_Districts_AreNamed() =>
        Assert.Equal(["fields.district"], new ContactMappingOptions().RegistryOnlyAttributes());
}
