using Mhero.Core.Fhir;

namespace Mhero.Core.Mapping.Reports;

/// <summary>How MeasureReports become data value sets; section <c>Mhero:Dhis2</c>.</summary>
public sealed class ReportMappingOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:Dhis2";

    /// <summary>The files of the mapping, JSON; they count together.</summary>
    public List<string> MappingFiles { get; set; } = [];

    /// <summary>System of the Locations' identifiers that are organisation units.</summary>
    public string OrgUnitSystem { get; set; } = MheroSystems.Dhis2OrgUnit;

    /// <summary>System of the Measures' identifiers that are data sets.</summary>
    public string DataSetSystem { get; set; } = MheroSystems.Dhis2DataSet;

    /// <summary>System of the codes, beside a group's or population's own, that are data elements.</summary>
    public string DataElementSystem { get; set; } = MheroSystems.Dhis2DataElement;

    /// <summary>System of the codes, beside a stratum's own, that are category option combinations.</summary>
    public string CategoryOptionComboSystem { get; set; } = MheroSystems.Dhis2CategoryOptionCombo;
}
