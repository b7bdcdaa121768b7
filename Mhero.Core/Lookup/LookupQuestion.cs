namespace Mhero.Core.Lookup;

/// <summary>The questions that a flow may ask the registry; the names in lower case are those of the parameter <c>question</c>.</summary>
public enum LookupQuestion
{
    /// <summary>Who is this contact?</summary>
    Contact,

    /// <summary>Does this employee number exist, and does the last name agree?</summary>
    Employee,

    /// <summary>Which facility has this identifier or name?</summary>
    Facility,

    /// <summary>Who leads this facility?</summary>
    Leader,

    /// <summary>Has this facility reported in this period?</summary>
    Reported,

    /// <summary>Is there a patient with this identifier?</summary>
    Patient,
}
