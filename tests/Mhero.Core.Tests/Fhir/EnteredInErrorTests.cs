using Hl7.Fhir.Model;
using Mhero.Core.Fhir;

namespace Mhero.Core.Tests.Fhir;

public sealed class EnteredInErrorTests
{
    [Fact]
    public void Mark_TypesWithAPlace_AreMarkedAndStayValid()
    {
        Resource[] resources =
        [
            new Observation { Status = ObservationStatus.Final, Code = new CodeableConcept("s", "c") },
            new Encounter { Status = Encounter.EncounterStatus.Finished, Class = new Coding("s", "c") },
            new Immunization { Status = Immunization.ImmunizationStatusCodes.Completed, VaccineCode = new CodeableConcept("s", "c"), Patient = new ResourceReference("Patient/1"), Occurrence = new FhirDateTime("2026") },
            new Condition { Subject = new ResourceReference("Patient/1"), ClinicalStatus = new CodeableConcept(StandardSystems.ConditionClinical, "active") },
            new AllergyIntolerance { Patient = new ResourceReference("Patient/1"), ClinicalStatus = new CodeableConcept("http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "active") },
        ];

        Assert.All(resources, resource =>
        {
            Assert.False(EnteredInError.IsMarked(resource));
            Assert.True(EnteredInError.Mark(resource));
            Assert.True(EnteredInError.IsMarked(resource));
            Assert.Contains("\"entered-in-error\"", System.Text.Encoding.UTF8.GetString(FhirJson.Serialize(resource)), StringComparison.Ordinal);
            Assert.Empty(ResourceRules.Check(resource));
        });
    }

    [Fact]
    public void Mark_TypesWithoutAPlace_StayAsTheyAre()
    {
        Resource[] resources = [new Patient { Active = true }, new MeasureReport { Status = MeasureReport.MeasureReportStatus.Complete }, new Linkage()];

        Assert.All(resources, resource =>
        {
            var before = (Resource)resource.DeepCopy();
            Assert.False(EnteredInError.Mark(resource));
            Assert.True(before.IsExactly(resource));
        });
    }
}
