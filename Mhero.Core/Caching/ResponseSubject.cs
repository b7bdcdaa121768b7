namespace Mhero.Core.Caching;

/// <summary>The kind of subject of a run's answers.</summary>
public enum ResponseSubject
{
    /// <summary>No subject.</summary>
    None,

    /// <summary>The health worker who answered, as the registry has it.</summary>
    Worker,

    /// <summary>The Person who is the health worker.</summary>
    Person,

    /// <summary>The Patient who is the health worker.</summary>
    Patient,

    /// <summary>The Location at which the health worker works.</summary>
    Facility,
}
